// SPDX-License-Identifier: BSD-2-Clause
/* Policies in the one form of opa fmt. */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "core/log.h"
#include "diff.h"
#include "load.h"
#include "rego/syntax/format.h"

static bool overwrite, list, diff, fail, v0, both, v1, drop_imports, trust;
static bool check_result = true;

static const struct ss_opt options[] = {
	{ "write", 'w', NULL, SS_OPT_FLAG, &overwrite, "write the files anew" },
	{ "list", 'l', NULL, SS_OPT_FLAG, &list, "only the names of files that would change" },
	{ "diff", 'd', NULL, SS_OPT_FLAG, &diff, "only what would change" },
	{ "fail", 0, NULL, SS_OPT_FLAG, &fail, "a file that would change is a failure" },
	{ "drop-v0-imports", 0, NULL, SS_OPT_FLAG, &drop_imports,
	  "without imports of rego.v1 and future.keywords" },
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &v0, "policies are Rego v0, and stay so" },
	{ "v0-v1", 0, NULL, SS_OPT_FLAG, &both, "write what is both v0 and v1" },
	{ "v1-compatible", 0, NULL, SS_OPT_FLAG, &v1, "with --v0-v1: policies are Rego v1" },
	{ "check-result", 0, NULL, SS_OPT_FLAG, &check_result,
	  "parse what was formatted (or =false)" },
	{ "no-check-result", 0, NULL, SS_OPT_FLAG, &trust, "do not parse what was formatted" },
	{ 0 },
};

const struct ss_cmd fmt_command = {
	.name = "ss-policy",
	.verb = "fmt",
	.summary = "Format policies, or standard input.",
	.operands = "[PATH...]",
	.options = options,
};

static enum rego_version read_version(void)
{
	return v0 || (both && !v1) ? REGO_V0 : REGO_V1;
}

static int unexpected_diff(void)
{
	ss_say("unexpected diff\n", 16);
	return SS_EXIT_NO;
}

static int write_file(const char *name, const struct ss_strbuf *out)
{
	int fd = open(name, O_WRONLY | O_TRUNC | O_CLOEXEC), err = 0;
	size_t done = 0;

	if (fd < 0)
		return ss_error(-errno, "cannot write '%s'", name);
	while (done < out->len && !err) {
		ssize_t n = write(fd, out->data + done, out->len - done);

		if (n < 0 && errno != EINTR)
			err = -errno;
		else if (n > 0)
			done += (size_t)n;
	}
	if (close(fd) && !err)
		err = -errno;
	return err ? ss_error(err, "cannot write '%s'", name) : 0;
}

/* What is done with a formatted text. */
static int use(const char *name, const struct ss_strbuf *in, struct ss_strbuf *out)
{
	bool changed = in->len != out->len || (in->len && memcmp(in->data, out->data, in->len));
	bool quiet = list || diff;

	if (fail && changed && !quiet)
		return unexpected_diff();
	if (list && changed)
		printf("%s\n", name);
	else if (diff && changed)
		diff_print(stdout, in->data ? in->data : "", in->len, out->data, out->len);
	if (quiet)
		return changed && fail ? unexpected_diff() : 0;
	if (overwrite)
		return changed ? write_file(name, out) : 0;
	return ss_strbuf_print(out);
}

static int reads_again(struct rego_arena *a, const char *name, const struct ss_strbuf *out)
{
	struct rego_source s = { .name = "formatted", .text = out->data, .len = out->len };
	struct rego_parse_options o = { .version = both ? REGO_V0_V1 : read_version() };
	struct ss_strbuf text = { 0 };
	struct rego_errors e;

	rego_errors_init(&e, a, 0);
	if (rego_parse_module(a, &s, &o, &e))
		return 0;
	ss_strbuf_printf(&text, "%s was successfully formatted, but the result is invalid: ", name);
	rego_errors_write(&text, &e);
	ss_strbuf_str(&text, "\n\nTo inspect the formatted Rego, you can turn off this check with "
			     "--check-result=false.\n");
	ss_say(text.data, text.len);
	ss_strbuf_fini(&text);
	return SS_EXIT_FAILURE;
}

static int format(const char *name, const struct ss_strbuf *in, bool stdin_)
{
	struct rego_format_options o = { .version = read_version(),
					 .v0_and_v1 = both,
					 .drop_v0_imports = drop_imports };
	struct rego_source s = { .name = name, .text = in->data ? in->data : "", .len = in->len };
	struct ss_strbuf out = { 0 };
	struct rego_errors e;
	struct rego_arena a;
	const char *error;
	jmp_buf jump;
	int err;

	rego_arena_init(&a, 0);
	if (!rego_arena_try(&a, &jump)) {
		err = ss_error(-ENOMEM, "cannot format '%s'", name);
		goto out;
	}
	rego_errors_init(&e, &a, 0);
	error = rego_format(&a, &s, &o, &out, &e);
	if (error) {
		ss_strbuf_clear(&out);
		ss_strbuf_str(&out, stdin_ ? "" : "failed to format Rego source file: ");
		if (e.count)
			rego_errors_write(&out, &e); /* its lines may have NUL characters */
		else
			ss_strbuf_str(&out, error);
		ss_strbuf_char(&out, '\n');
		ss_say(out.data, out.len);
		err = SS_EXIT_FAILURE;
	} else if (stdin_) {
		err = ss_strbuf_print(&out);
	} else {
		err = trust || !check_result ? 0 : reads_again(&a, name, &out);
		err = err ? err : use(name, in, &out);
	}
out:
	ss_strbuf_fini(&out);
	rego_arena_fini(&a);
	return err;
}

static int format_file(const char *name, bool stdin_)
{
	struct ss_strbuf in = { 0 };
	int err = load_file(stdin_ ? "-" : name, &in);

	if (err)
		err = ss_error(err, "cannot read '%s'", name);
	else
		err = format(name, &in, stdin_);
	ss_strbuf_fini(&in);
	return err;
}

static int compare_names(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_policy(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && !strcmp(name + len - 5, ".rego");
}

static int format_below(char *path)
{
	char *paths[] = { path, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, compare_names);
	size_t skip = strcmp(path, ".") ? 0 : 2;
	FTSENT *f;
	int err = 0;

	if (!tree)
		return ss_error(-errno, "cannot read '%s'", path);
	while (!err && (f = fts_read(tree))) {
		if (f->fts_info == FTS_ERR || f->fts_info == FTS_NS || f->fts_info == FTS_DNR)
			err = ss_error(-f->fts_errno, "cannot read '%s'", f->fts_path);
		else if (f->fts_info == FTS_F && is_policy(f->fts_name))
			err = format_file(f->fts_path + skip, false);
	}
	fts_close(tree);
	return err;
}

/* Below a directory names are told as they are from it on. */
static int format_tree(char *path)
{
	struct ss_strbuf clean = { 0 };
	struct stat st;
	int err;

	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return format_below(path);
	load_clean(&clean, path);
	err = clean.err ? ss_error(clean.err, "cannot read '%s'", path) : format_below(clean.data);
	ss_strbuf_fini(&clean);
	return err;
}

int fmt_main(int count, char **operands)
{
	int err = 0;

	if (!count)
		return format_file("stdin", true);
	for (int i = 0; i < count && !err; i++)
		err = format_tree(operands[i]);
	return err;
}
