#!/bin/sh
# Makes ./configure. With --install-deps it first installs what Orrery needs on Debian or Ubuntu, and
# runs ./configure after, so that `make` is all that is left to do. Further arguments go to ./configure.
set -e
cd "$(dirname "$0")"

packages='gcc make autoconf automake pkg-config libyaml-dev libjansson-dev libelf-dev libdw-dev check
libreadline-dev libncurses-dev python3 python3-jsonschema gawk git
xz-utils tmux'

# Only what is missing is asked for: with everything there, neither root nor network is needed.
install_deps()
{
	missing=
	for p in $packages; do
		case $(dpkg-query -W -f '${Status}' "$p" 2>/dev/null) in
		*'ok installed') ;;
		*) missing="$missing $p" ;;
		esac
	done
	[ -n "$missing" ] || return 0
	sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	export DEBIAN_FRONTEND=noninteractive
	$sudo apt-get update
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing </dev/null
}

deps=no
if [ "$1" = --install-deps ]; then
	deps=yes
	shift
	command -v apt-get >/dev/null || {
		echo "autogen.sh: --install-deps knows apt-get only; install: $packages" >&2
		exit 1
	}
	install_deps
fi
autoreconf --install --force --warnings=all
if [ $deps = yes ]; then
	./configure "$@"
fi
