/* target.c - finds the target file and its modules and reads them; decides which options are on.
 *
 * Modules are searched by name: among the documents of files already read, then as NAME.yaml in the target
 * file's own directory, the directories of the request and the shipped one, last as a document of any other
 * file there. */
#include "isa/load.h"

#include <stdlib.h>
#include <string.h>
#include "base/fs.h"

static const char *const target_keys[] = { "schema", "target",  "doc",     "extends", "modules",
                                           "params", "options", "default", "abi",     NULL };

static const struct loc nowhere = { NULL, 0, 0 };

/* ---- files ------------------------------------------------------------------------------------------- */

static struct file_docs *read_file(struct loader *l, const char *path, struct loc from)
{
    struct file_docs *f;
    vec_each (f, &l->files)
        if (strcmp(f->path, path) == 0)
            return f->count < 0 ? NULL : f;
    const struct source *src = diag_read_file(l->d, path, from);
    struct file_docs n = { arena_strdup(l->a, path), NULL, -1 };
    if (src)
        n.count = yaml_parse(src, l->a, l->d, &n.docs);
    *vec_push(&l->files) = n;
    if (n.count < 0) {
        l->unreadable = true;
        return NULL;
    }
    if (n.count == 0) {
        diag_error(l->d, (struct loc){ src, 0, 0 }, "the file is empty");
        return NULL;
    }
    return &l->files.data[l->files.count - 1];
}

static const char *doc_text(const struct yaml *doc, const char *key)
{
    const struct yaml *y = yaml_get(doc, key);
    return y && y->kind == YAML_SCALAR ? y->text : NULL;
}

static const struct yaml *find_doc(const struct file_docs *f, const char *key, const char *name)
{
    for (int i = 0; i < f->count; i++) {
        const char *n = doc_text(f->docs[i], key);
        if (n && (!name || strcmp(n, name) == 0))
            return f->docs[i];
    }
    return NULL;
}

/* Directory number i of the search path, NULL after the last. */
static const char *search_dir(const struct loader *l, unsigned i)
{
    unsigned n = 0;
    if (l->dir && n++ == i)
        return l->dir;
    for (unsigned k = 0; l->rq->paths && l->rq->paths[k]; k++)
        if (n++ == i)
            return l->rq->paths[k];
    return l->shipped && n == i ? l->shipped : NULL;
}

/* NAME.yaml in the search path; the caller frees. */
static char *search_file(const struct loader *l, const char *name)
{
    const char *dir;
    char *file = xasprintf("%s.yaml", name), *path = NULL;
    for (unsigned i = 0; !path && (dir = search_dir(l, i)); i++) {
        path = fs_join(dir, file);
        if (!fs_exists(path)) {
            free(path);
            path = NULL;
        }
    }
    free(file);
    return path;
}

/* Whether the text has a line "key: name": a cheap test before parsing a file that may be anything. */
static bool mentions(const char *path, const char *key, const char *name)
{
    size_t size;
    char *text = fs_read(path, &size), *line = xasprintf("%s: %s", key, name);
    bool found = text && strstr(text, line) != NULL;
    free(text);
    free(line);
    return found;
}

/* Looks into every file of the search path. */
static const struct yaml *search_docs(struct loader *l, const char *key, const char *name, struct loc from,
                                      const char **file)
{
    const struct yaml *doc = NULL;
    const char *dir;
    for (unsigned i = 0; !doc && (dir = search_dir(l, i)); i++) {
        size_t n;
        char **names = fs_list(dir, ".yaml", &n);
        for (size_t k = 0; k < n; k++) {
            char *path = fs_join(dir, names[k]);
            if (!doc && mentions(path, key, name)) {
                struct file_docs *f = read_file(l, path, from);
                doc = f ? find_doc(f, key, name) : NULL;
                if (doc)
                    *file = f->path;
            }
            free(path);
            free(names[k]);
        }
        free(names);
    }
    return doc;
}

/* The names of the documents in a file: what its lines "key: name" say. Returns how many there are in list
 * now.
 */
static size_t names_in_file(struct loader *l, const char *path, const char *key, const char **list, size_t n)
{
    size_t size, len = strlen(key);
    char *text = fs_read(path, &size);
    for (const char *s = text; s; s = strchr(s, '\n')) {
        s += *s == '\n';
        if (n == LOAD_NAMES_MAX || strncmp(s, key, len) != 0 || s[len] != ':')
            continue;
        const char *name = s + len + 1 + strspn(s + len + 1, " ");
        list[n++] = arena_strndup(l->a, name, strcspn(name, " \r\n"));
    }
    free(text);
    return n;
}

/* The nearest name of a document that was read or stands in a file of the search path. */
static const char *suggest_doc(struct loader *l, const char *key, const char *name, char *buf)
{
    const char *list[LOAD_NAMES_MAX], *dir;
    const struct file_docs *f;
    size_t n = 0;
    vec_each (f, &l->files)
        for (int i = 0; i < f->count && n < LOAD_NAMES_MAX; i++)
            if (doc_text(f->docs[i], key))
                list[n++] = doc_text(f->docs[i], key);
    for (unsigned i = 0; (dir = search_dir(l, i)); i++) {
        size_t count;
        char **files = fs_list(dir, ".yaml", &count);
        for (size_t k = 0; k < count; k++) {
            char *path = fs_join(dir, files[k]);
            n = names_in_file(l, path, key, list, n);
            free(path);
            free(files[k]);
        }
        free(files);
    }
    return diag_suggest(buf, name, list, n);
}

/* The document `key: name`; NULL after reporting. */
static const struct yaml *find_named(struct loader *l, const char *key, const char *name, struct loc from,
                                     const char **file)
{
    struct file_docs *f;
    vec_each (f, &l->files) {
        const struct yaml *doc = find_doc(f, key, name);
        *file = f->path;
        if (doc)
            return doc;
    }
    int before = l->d->errors;
    char *path = strchr(name, '/') ? NULL : search_file(l, name);
    const struct yaml *doc = NULL;
    if (path && (f = read_file(l, path, from)) && (doc = find_doc(f, key, name)))
        *file = f->path;
    free(path);
    if (!doc && before == l->d->errors)
        doc = search_docs(l, key, name, from, file);
    char buf[DIAG_SUGGEST_MAX];
    if (!doc && before == l->d->errors && !l->unreadable)
        diag_error(l->d, from, "there is no %s '%s': no file of the search path has `%s: %s`%s", key, name,
                   key, name, suggest_doc(l, key, name, buf));
    return doc;
}

/* ---- target ------------------------------------------------------------------------------------------ */

static bool check_schema(struct loader *l, const struct yaml *doc)
{
    const struct yaml *s = yaml_get(doc, "schema");
    int64_t v;
    if (!s) {
        diag_error(l->d, doc->loc, "`schema: 1` is missing");
        return false;
    }
    if (s->kind == YAML_SCALAR && load_number(s->text, &v) && v == 1)
        return true;
    diag_error(l->d, s->loc, "this program reads schema 1");
    return false;
}

static bool add_target(struct loader *l, const struct yaml *doc, unsigned depth)
{
    const struct yaml *base = yaml_get(doc, "extends");
    const char *file;
    if (!yaml_check_keys(doc, l->d, target_keys, "a target") || !check_schema(l, doc))
        return false;
    if (base) {
        if (!load_is_kind(l, base, YAML_SCALAR, "`extends`"))
            return false;
        if (depth > 8) {
            diag_error(l->d, base->loc, "targets extend each other in a circle");
            return false;
        }
        const struct yaml *b = find_named(l, "target", base->text, base->loc, &file);
        if (!b || !add_target(l, b, depth + 1))
            return false;
    }
    *vec_push(&l->targets) = doc;
    return true;
}

static int report_no_target(struct loader *l, const char *name)
{
    size_t n;
    char buf[DIAG_SUGGEST_MAX], **names = isa_targets(&n);
    diag_error(l->d, nowhere, "there is no target '%s'%s", name,
               diag_suggest(buf, name, (const char *const *)names, n));
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
    return -1;
}

/* The file of the request: a path, or a name. */
static struct file_docs *open_target(struct loader *l)
{
    const char *t = l->rq->target;
    size_t len = strlen(t);
    bool is_path = strchr(t, '/') || (len > 5 && strcmp(t + len - 5, ".yaml") == 0);
    char *path = is_path ? xstrdup(t) : search_file(l, t);
    if (!path) {
        report_no_target(l, t);
        return NULL;
    }
    char *dir = fs_dirname(path);
    l->dir = arena_strdup(l->a, dir);
    free(dir);
    struct file_docs *f = read_file(l, path, nowhere);
    free(path);
    return f;
}

/* The last target that has the key decides. */
static const struct yaml *target_key(const struct loader *l, const char *key)
{
    for (size_t i = l->targets.count; i-- > 0;)
        if (yaml_get(l->targets.data[i], key))
            return yaml_get(l->targets.data[i], key);
    return NULL;
}

/* ---- modules ----------------------------------------------------------------------------------------- */

static bool add_module(struct loader *l, const struct yaml *name, unsigned depth);

static bool add_required(struct loader *l, const struct yaml *list, const char *what, unsigned depth)
{
    bool ok = true;
    if (!list)
        return true;
    if (list->kind == YAML_SCALAR)
        return add_module(l, list, depth);
    if (!load_is_kind(l, list, YAML_SEQ, what))
        return false;
    yaml_each (i, list)
        ok &= add_module(l, &list->items[i], depth);
    return ok;
}

/* Adds a module after those that it needs. */
static bool add_module(struct loader *l, const struct yaml *name, unsigned depth)
{
    const char *file = NULL;
    struct module *m;
    if (!load_is_kind(l, name, YAML_SCALAR, "a module's name"))
        return false;
    vec_each (m, &l->modules)
        if (strcmp(m->name, name->text) == 0)
            return true;
    if (depth > 32) {
        diag_error(l->d, name->loc, "modules require each other in a circle, or 32 deep");
        return false;
    }
    const struct yaml *doc = find_named(l, "module", name->text, name->loc, &file);
    if (!doc || !check_schema(l, doc) ||
        !add_required(l, yaml_get(doc, "requires"), "`requires`", depth + 1) ||
        !add_required(l, yaml_get(doc, "extends"), "`extends`", depth + 1))
        return false;
    *vec_push(&l->modules) = (struct module){ name->text, doc, file };
    return true;
}

/* ---- options ----------------------------------------------------------------------------------------- */

static bool in_list(const char *const *list, const char *name)
{
    for (; list && *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

static bool in_yaml_list(const struct yaml *list, const char *name)
{
    yaml_each (i, list)
        if (list->items[i].kind == YAML_SCALAR && strcmp(list->items[i].text, name) == 0)
            return true;
    return false;
}

static bool check_option(struct loader *l, const struct yaml *options, const char *name, struct loc at)
{
    char buf[DIAG_SUGGEST_MAX];
    const char *list[64];
    size_t n = 0;
    if (yaml_get(options, name))
        return true;
    yaml_each (i, options)
        if (n < 64)
            list[n++] = options->keys[i].text;
    diag_error(l->d, at, "target '%s' has no option '%s'%s", l->isa->target, name,
               diag_suggest(buf, name, list, n));
    return false;
}

static bool check_options(struct loader *l, const struct yaml *options, const struct yaml *def)
{
    bool ok = true;
    for (const char *const *p = l->rq->with; p && *p; p++)
        ok &= check_option(l, options, *p, nowhere);
    for (const char *const *p = l->rq->without; p && *p; p++)
        ok &= check_option(l, options, *p, nowhere);
    if (def && !load_is_kind(l, def, YAML_SEQ, "`default`"))
        return false;
    yaml_each (i, def) {
        const struct yaml *o = &def->items[i];
        ok &= load_is_kind(l, o, YAML_SCALAR, "an option") && check_option(l, options, o->text, o->loc);
    }
    return ok;
}

static bool add_options(struct loader *l)
{
    const struct yaml *options = target_key(l, "options"), *def = target_key(l, "default");
    struct isa *isa = l->isa;
    bool ok = true;
    if (options && !load_is_kind(l, options, YAML_MAP, "`options`"))
        return false;
    if (!check_options(l, options, def))
        return false;
    size_t n = options ? options->count : 0;
    isa->options = ARENA_ARRAY(l->a, const char *, n + 1);
    isa->options_on = ARENA_ARRAY(l->a, const char *, n + 1);
    yaml_each (i, options) {
        const char *name = options->keys[i].text;
        isa->options[isa->noptions++] = name;
        bool on = (in_yaml_list(def, name) || in_list(l->rq->with, name)) && !in_list(l->rq->without, name);
        if (!on)
            continue;
        isa->options_on[isa->noptions_on++] = name;
        ok &= add_required(l, &options->items[i], "an option", 0);
    }
    return ok;
}

bool load_target(struct loader *l)
{
    struct file_docs *f = open_target(l);
    bool ok = true;
    if (!f)
        return false;
    const struct yaml *doc = find_doc(f, "target", l->rq->target);
    if (!doc)
        doc = find_doc(f, "target", NULL);
    if (!doc) {
        diag_error(l->d, f->docs[0]->loc, "this is no target file: none of its documents has `target:`");
        return false;
    }
    l->isa->target = doc_text(doc, "target");
    l->isa->doc = doc_text(doc, "doc");
    if (!add_target(l, doc, 0))
        return false;
    for (size_t i = 0; i < l->targets.count; i++)
        ok &= add_required(l, yaml_get(l->targets.data[i], "modules"), "`modules`", 0);
    if (!ok || !add_options(l))
        return false;
    if (l->modules.count == 0) {
        diag_error(l->d, doc->loc, "target '%s' names no modules", l->isa->target);
        return false;
    }
    l->isa->modules = ARENA_ARRAY(l->a, const char *, l->modules.count);
    for (size_t i = 0; i < l->modules.count; i++)
        l->isa->modules[l->isa->nmodules++] = l->modules.data[i].name;
    return true;
}

/* A file counts as a target if one of its lines starts with "target:". */
static bool is_target_file(const char *path)
{
    size_t size;
    char *text = fs_read(path, &size);
    bool found = text && (strncmp(text, "target:", 7) == 0 || strstr(text, "\ntarget:"));
    free(text);
    return found;
}

char **isa_targets(size_t *count)
{
    char *dir = fs_data_dir("isa");
    size_t n = 0, kept = 0;
    char **names = dir ? fs_list(dir, ".yaml", &n) : NULL;
    for (size_t i = 0; i < n; i++) {
        char *path = fs_join(dir, names[i]);
        if (is_target_file(path)) {
            names[i][strlen(names[i]) - strlen(".yaml")] = '\0';
            names[kept++] = names[i];
        } else
            free(names[i]);
        free(path);
    }
    free(dir);
    *count = kept;
    return names;
}
