#!/bin/bash
# tui.sh - the screen on a real terminal (tmux): what drawing without one cannot show. Waits for text, never for
# time; each wait has a deadline and shows the screen when it is over.
if ! command -v tmux >/dev/null; then
	echo '1..0 # SKIP tmux is not here'
	exit 0
fi
work=$PWD/tui.tmp.$$
mkdir -p "$work" || exit 1
socket=0
tmux_() { tmux -S "$work/$socket" -f "$work/tmux.conf" "$@"; }
trap 'tmux_ kill-server 2>/dev/null; rm -rf "$work"' EXIT
echo 'set -g default-terminal xterm-256color' >"$work/tmux.conf"
export LC_ALL=C.UTF-8 TERM=xterm-256color HOME=$work XDG_STATE_HOME=$work XDG_CONFIG_HOME=$work INPUTRC=/dev/null
unset NO_COLOR ESCDELAY TMUX
if ! tmux_ new-session -d -x 80 -y 24 'sleep 60' 2>/dev/null; then
	echo '1..0 # SKIP tmux cannot open a terminal here'
	exit 0
fi
tmux_ kill-server
number=0
seconds=60 # of patience

cat >"$work/loop.s" <<'END'
main:
loop:   addi    a0, a0, 1
        j       loop
END
cat >"$work/echo.s" <<'END'
        .data
buf:    .space  64
        .text
main:   li      a0, 0
        la      a1, buf
        li      a2, 64
        li      a7, 63
        ecall
        mv      a2, a0
        li      a0, 1
        la      a1, buf
        li      a7, 64
        ecall
        li      a0, 0
        li      a7, 93
        ecall
END

# Without pgrep(1), which not every system has.
pid_of_debugger()
{
	local f
	for f in /proc/[0-9]*/cmdline; do
		case $(tr '\0' ' ' <"$f" 2>/dev/null) in
		"$ORRERY debug $work/loop.s"* | *"lt-orrery debug $work/loop.s"*) basename "${f%/cmdline}" && return ;;
		esac
	done 2>/dev/null
}

shown() { tmux_ capture-pane -p; }
keys() { tmux_ send-keys "$@"; }
say() { tmux_ send-keys -l "$1"; }

# until_ COMMAND...: until it succeeds.
until_()
{
	local end=$((SECONDS + seconds))
	until "$@"; do
		if [ $SECONDS -ge $end ]; then
			echo "# waited in vain: $*"
			shown | sed 's/^/#   /'
			return 1
		fi
		sleep 0.05
	done
}
sees() { until_ has "$1"; }
has() { shown | grep -qF -- "$1"; }
hides() { until_ has_not "$1"; }
has_not() { ! shown | grep -qF -- "$1"; }

# terminal WIDTH HEIGHT: a new one, with a shell.
terminal()
{
	tmux_ kill-server 2>/dev/null
	socket=$((socket + 1))
	tmux_ new-session -d -x "$1" -y "$2" "PS1='shell> ' bash --norc --noprofile"
	sees 'shell>'
}
# start WIDTH HEIGHT [ARGUMENT...]: the debugger, below a shell.
start()
{
	terminal "$1" "$2" || return
	shift 2
	say "clear; $ORRERY debug $*"
	keys Enter
	sees 'F1'
}

# The shell has a sane terminal again.
# The count of what is switched on shows what stty says only once it ran: the line as typed has no digit there.
restored()
{
	sees 'shell>' || return
	until_ left_alternate || return
	keys C-u
	say 'clear; echo "on: $(stty -a | tr " " "\n" | grep -cxE "icanon;?|echo;?|isig;?")"'
	keys Enter
	sees 'on: 3'
}
left_alternate() { [ "$(tmux_ display -p '#{alternate_on}#{mouse_any_flag}')" = 00 ]; }

test_()
{
	number=$((number + 1))
	if "$2"; then echo "ok $number - $1"; else echo "not ok $number - $1"; fi
}

t_start()
{
	start 80 24 "$SRCDIR/programs/gcd.s" && sees '1 code' && sees '2 regs' && sees '3 pipe' && sees '4 cmd' || return
	keys F7
	sees 'cycle 1 ' || return
	keys S-F7
	sees 'cycle 0 '
}
t_complete()
{
	say 'reverse-c'
	keys Tab
	sees 'reverse-continue  reverse-cycle' || return
	say y
	keys Tab
	sees 'reverse-cycle' || return
	keys C-c
	sees Quit
}
t_editing()
{
	say 'echo grün'
	keys Left BSpace BSpace
	say 'rasse'
	keys Enter
	sees 'gr' && sees 'grassen' || return
	say 'echo 語x'
	keys Enter
	sees '語x' || return
	keys C-r
	say 'rass'
	sees 'echo grassen' || return
	keys C-e C-u
	say 'cycle'
	keys Enter
	sees 'cycle 1 '
}
t_resize()
{
	tmux_ resize-window -x 160 -y 50
	sees '0 stats' || return
	tmux_ resize-window -x 40 -y 8
	hides '3 pipe' && sees '1 code' || return
	tmux_ resize-window -x 10 -y 2
	hides 'code' || return
	say 'cy'
	sees ') cy' || return
	tmux_ resize-window -x 80 -y 24
	sees '3 pipe' && sees ') cy' || return
	keys C-u
}
t_mouse()
{
	# a click at column 60, row 4: the registers (SGR report, as xterm sends it)
	printf '\033[<0;60;4M\033[<0;60;4m' >"$work/click"
	tmux_ load-buffer "$work/click"
	tmux_ paste-buffer -r
	sees '→ 2 regs' || return
	keys Escape
	sees '→ 4 cmd'
}
t_help()
{
	keys F1
	sees 'Keys anywhere' || return
	say '/back to the last'
	sees 'reverse-continue' && hides 'one clock cycle' || return
	keys Escape Escape
	hides 'Keys anywhere'
}
t_quit()
{
	say quit
	keys Enter
	restored
}
t_interrupt()
{
	start 80 24 "$work/loop.s" || return
	say continue
	keys Enter
	sees '| running' || return
	keys C-c
	sees 'interrupted' && hides '| running' || return
	say 'continue'
	keys Enter
	sees '| running' || return
	tmux_ resize-window -x 100 -y 30 # while it runs
	say 'print 6*7'
	keys Enter C-c # typed ahead: done after it
	sees '= 42'
}
# Ctrl-C, and patience of seconds instead of a minute: without a screen, whatever the guest does.
t_interrupt_plain()
{
	local seconds=5
	terminal 80 24 || return
	say "$ORRERY debug --cli -t rv32 --personality linux $work/echo.s"
	keys Enter
	sees '(orrery)' || return
	say continue
	keys Enter
	sees 'Continuing.' || return
	keys C-c # it waits for a line
	sees 'SIGINT' || return
	keys C-l
	hides 'SIGINT' || return
	say continue
	keys Enter
	sees 'Continuing.' || return
	say 'spoken twice'
	keys Enter
	sees 'exited normally'
}
t_interrupt_back()
{
	local seconds=5
	start 80 24 "$work/loop.s" || return
	say 'continue'
	keys Enter
	sees '| running' || return
	sleep 1 # something to go back over
	keys C-c
	sees 'interrupted' || return
	say 'break *main if $a0 == -1'
	keys Enter
	sees 'Breakpoint 1' || return
	say 'reverse-continue'
	keys Enter
	sees '| running' || return
	keys C-c
	hides '| running' && sees 'interrupted'
}
t_suspend()
{
	keys C-z
	sees 'Stopped' || return
	restored || return
	say fg
	keys Enter
	sees '4 cmd' && sees '1 code' || return
	keys F7
	sees 'cycle '
}
# signal NAME TEXT
signal()
{
	local pid
	pid=$(pid_of_debugger)
	kill "-$1" "$pid" && sees "$2" && restored
}
t_crash() { signal SEGV 'segmentation fault; the terminal is as it was'; }
t_term() { start 80 24 "$work/loop.s" && signal TERM 'terminated; the terminal is as it was'; }
t_hup() { start 80 24 "$work/loop.s" && signal HUP 'hangup; the terminal is as it was'; }
t_guest()
{
	start 120 36 -t rv32 --personality linux "$work/echo.s" || return
	say continue
	keys Enter
	sees 'wait' || return
	keys F12
	sees '→ 9 console' || return
	say 'spoken twice'
	keys Enter F12
	sees '→ 4 cmd' || return
	keys F9
	until_ twice || return
	say quit
	keys Enter
	restored
}
twice() { [ "$(shown | grep -c 'spoken twice')" -ge 1 ] && has exited; }
t_single()
{
	start 80 24 "$SRCDIR/programs/gcd.s" || return
	keys C-x s
	sees SingleKey || return
	keys y y y Y
	sees 'cycle 2 ' || return
	keys q
	hides 'SingleKey:'
}
t_plain()
{
	keys C-x a
	sees '(orrery)' && hides '4 cmd' || return
	say 'tui enable'
	keys Enter
	sees '4 cmd' || return
	keys C-x a
	hides '4 cmd' && sees '(orrery)' || return
	keys C-x a
	sees '4 cmd' || return
	say quit
	keys Enter
	restored
}
t_nocolor()
{
	terminal 80 24 || return
	say "NO_COLOR=1 $ORRERY debug $work/loop.s"
	keys Enter
	sees 'F1' || return
	! tmux_ capture-pane -p -e | grep -qE $'\033\\[[0-9;]*(3[0-7]|38|9[0-7])[;m]'
}

# A vt100 has no F7: what the key sends is not typed.
t_unknown_key()
{
	terminal 80 24 || return
	say "TERM=vt100 $ORRERY debug $work/loop.s"
	keys Enter
	sees 'F1' || return
	keys F7
	say 'print 6*7'
	keys Enter
	sees '= 42'
}

echo 1..19
test_ 'opens, steps a cycle and back' t_start
test_ 'completes' t_complete
test_ 'edits a line, UTF-8 and searches in the history' t_editing
test_ 'follows the size of the terminal, down to nothing' t_resize
test_ 'mouse' t_mouse
test_ 'help is searched' t_help
test_ 'quit gives the terminal back' t_quit
test_ 'C-c stops an endless loop; keys typed meanwhile are kept' t_interrupt
test_ 'suspends and resumes' t_suspend
test_ 'C-c without a screen, while the guest waits for its console' t_interrupt_plain
test_ 'C-c stops going back' t_interrupt_back
test_ 'a crash gives the terminal back' t_crash
test_ 'SIGTERM does' t_term
test_ 'SIGHUP does' t_hup
test_ "the program's console takes input" t_guest
test_ 'SingleKey mode' t_single
test_ 'leaves for the plain prompt and returns' t_plain
test_ 'NO_COLOR: none' t_nocolor
test_ 'keys that the terminal is not known to have do nothing' t_unknown_key
