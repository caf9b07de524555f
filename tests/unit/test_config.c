// SPDX-License-Identifier: BSD-2-Clause
#include "config/config.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "core/nearest.h"

/* The tree in brackets: what a text is read as. */
static void show(struct ss_strbuf *b, const struct ss_node *n)
{
	const char *between = "";

	if (n->kind == SS_NODE_SCALAR) {
		ss_strbuf_printf(b, n->quoted ? "'%s'" : "%s", n->text);
		return;
	}
	ss_strbuf_char(b, n->kind == SS_NODE_LIST ? '[' : '{');
	ss_for_each_node (child, n) {
		ss_strbuf_str(b, between);
		between = " ";
		if (child->key)
			ss_strbuf_printf(b, "%s=", child->key->text);
		show(b, child);
	}
	ss_strbuf_char(b, n->kind == SS_NODE_LIST ? ']' : '}');
}

/* What TEXT is read as, or the error; valid until the next call. */
static const char *reads(const char *text, size_t len)
{
	static struct ss_strbuf shown;
	struct ss_config c = { 0 };
	int err = ss_config_parse(&c, "f", text, len);

	ss_strbuf_clear(&shown);
	if (err)
		ss_strbuf_printf(&shown, "%d %s", err, c.why.data ? c.why.data : "");
	else
		show(&shown, c.root);
	ss_config_fini(&c);
	return shown.data;
}

#define EINVAL_IS "-22 "

static void test_trees(void)
{
	static const struct {
		const char *text, *tree;
	} rows[] = {
		{ "", "" },
		{ "# nothing\n", "" },
		{ "a", "a" },
		{ "\xef\xbb\xbf"
		  "a: 1",
		  "{a=1}" },
		{ "a: 1\nb: [x, 'y', \"z\\n\"]\n", "{a=1 b=[x 'y' 'z\n']}" },
		{ "- {a: b}\n- []\n- {}\n", "[{a=b} [] {}]" },
		{ "a: &x [1, 2]\nb: *x\nc: *x\n", "{a=[1 2] b=[1 2] c=[1 2]}" },
		{ "a: &x 1\nb: &x 2\nc: *x\n", "{a=1 b=2 c=2}" },
		{ "a: |\n  one\n  two\n", "{a='one\ntwo\n'}" },
		{ "a:\nb: ~\n", "{a= b=~}" },
		{ "--- \na: 1\n...\n", "{a=1}" },
		{ "net: 10.0.0.0/8\nsix: fe80::/10\n", "{net=10.0.0.0/8 six=fe80::/10}" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_str(reads(rows[i].text, strlen(rows[i].text)), rows[i].tree);
}

static void test_errors(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "a: 1\na: 2\n", "f:2:1: the key 'a' is there twice" },
		{ "x: {b: 1, 'b': 2}\n", "f:1:11: the key 'b' is there twice" },
		{ "a: *no\n", "f:1:4: there is no anchor for the alias '*no' (a value that begins "
			      "with '*' must be quoted)" },
		{ "a: &x [*x]\n", "f:1:8: there is no anchor for the alias '*x' (a value that "
				  "begins with '*' must be quoted)" },
		{ "a: [*.so]\n", "f:1:5: no YAML: a value that begins with '*' must be quoted" },
		{ "a: !!int 3\n", "f:1:4: tags ('!...') have no meaning here" },
		{ "a: !include b\n", "f:1:4: tags ('!...') have no meaning here" },
		{ "[a]: 1\n", "f:1:1: a key must be a single value" },
		{ "a: &x b\n*x : 1\n", "f:2:1: a key must be a single value" },
		{ "a: 1\n---\nb: 2\n", "f:2:1: a second document" },
		{ "a: \"x\\0y\"\n", "f:1:4: a NUL in a text" },
		{ "a: [1\nb: 2\n", "f:2:2: no YAML: while parsing a flow sequence, did not find "
				   "expected ',' or ']'" },
		{ "\ta: 1\n", "f:1:1: no YAML: while scanning for the next token, found character "
			      "that cannot start any token" },
		{ "a: 1\n\xc3\xa4: \xff\n", "f:2:4: invalid leading UTF-8 octet" },
		{ "a: \x01\n", "f:1:4: control characters are not allowed" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *got = reads(rows[i].text, strlen(rows[i].text));

		if (check(!strncmp(got, EINVAL_IS, strlen(EINVAL_IS))))
			check_str(got + strlen(EINVAL_IS), rows[i].why);
		else
			printf("# %s\n", got);
	}
}

/* N times what FMT makes of a number, between HEAD and TAIL. */
static const char *reads_many(const char *head, const char *fmt, int n, const char *tail)
{
	struct ss_strbuf b = { 0 };
	const char *got;

	ss_strbuf_str(&b, head);
	for (int i = 0; i < n; i++) {
		char part[64];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(part, sizeof(part), fmt, i);
#pragma GCC diagnostic pop
		ss_strbuf_str(&b, part);
	}
	ss_strbuf_str(&b, tail);
	got = reads(b.data, b.len);
	ss_strbuf_fini(&b);
	return got;
}

static void test_bounds(void)
{
	static const char laughs[] =
		"a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
		"c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
		"e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
	char *large;

	check(strstr(reads(laughs, strlen(laughs)), "f:5:"));
	check(reads_many("", "[", SS_CONFIG_MAX_DEPTH, "")[0] == '-');
	check_str(reads_many("", "[", SS_CONFIG_MAX_DEPTH + 1, ""),
		  EINVAL_IS "f:1:33: values are nested too deeply");
	check(reads_many("x: ", "[", SS_CONFIG_MAX_DEPTH - 1,
			 "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")[0] == '{');
	check(strstr(reads_many("a: &a [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\nb: ", "[", 16,
				"*a]]]]]]]]]]]]]]]]\n"),
		     "nested too deeply"));
	check(reads_many("", "k%d: 1\n", SS_CONFIG_MAX_KEYS, "")[0] == '{');
	check_str(reads_many("", "k%d: 1\n", SS_CONFIG_MAX_KEYS + 1, ""),
		  EINVAL_IS "f:1025:1: more than 1024 keys in a map");
	check(reads_many("", "- &k%d 1\n", SS_CONFIG_MAX_ANCHORS, "")[0] == '[');
	check_str(reads_many("", "- &k%d 1\n", SS_CONFIG_MAX_ANCHORS + 1, ""),
		  EINVAL_IS "f:257:3: more than 256 anchors");
	check(strstr(reads_many("[", "1,", SS_CONFIG_MAX_NODES + 1, "]"), "too many values"));
	large = malloc(SS_CONFIG_MAX_SIZE + 1);
	memset(large, 'a', SS_CONFIG_MAX_SIZE + 1);
	check(reads(large, SS_CONFIG_MAX_SIZE)[0] == 'a');
	check_str(reads(large, SS_CONFIG_MAX_SIZE + 1),
		  EINVAL_IS "f:1:1: the file is larger than 1048576 bytes");
	free(large);
}

static void test_walk(void)
{
	static const char text[] = "list: [1]\nnone:\nempty: ''\nyes: true\nno: false\n"
				   "maybe: yes\nquoted: \"true\"\ntext: \"a\\nb\"\n";
	static const char *const known[] = { "list", "none", "empty", "yes", "no", "maybe", NULL };
	struct ss_config c = { 0 };
	const struct ss_node *m;
	const char *s;
	bool b;

	check(!ss_config_parse(&c, "f", text, strlen(text)));
	m = c.root;
	check(!ss_node_get(m, "nowhere") && !ss_node_get(ss_node_get(m, "list"), "list"));
	check(ss_node_is_null(ss_node_get(m, "none")) && !ss_node_is_null(ss_node_get(m, "empty")));
	check(!ss_config_want(&c, m, SS_NODE_MAP));
	check(ss_config_want(&c, ss_node_get(m, "list"), SS_NODE_MAP) == -EINVAL);
	check_str(c.why.data, "f:1:7: a map is wanted here, not a list");
	check(ss_config_text(&c, ss_node_get(m, "none"), &s) == -EINVAL);
	check_str(c.why.data, "f:2:6: a single value is wanted here, not nothing");
	check(ss_config_text(&c, ss_node_get(m, "empty"), &s) == -EINVAL);
	check_str(c.why.data, "f:3:8: the text is empty");
	check(!ss_config_bool(&c, ss_node_get(m, "yes"), &b) && b);
	check(!ss_config_bool(&c, ss_node_get(m, "no"), &b) && !b);
	check(ss_config_bool(&c, ss_node_get(m, "maybe"), &b) == -EINVAL);
	check_str(c.why.data, "f:6:8: true or false is wanted here, not 'yes'");
	check(ss_config_bool(&c, ss_node_get(m, "quoted"), &b) == -EINVAL);
	check(!ss_config_text(&c, ss_node_get(m, "text"), &s) && !strcmp(s, "a\nb"));
	ss_config_error(&c, ss_node_get(m, "text"), "'%s'", s);
	check_str(c.why.data, "f:8:7: 'a?b'");
	check(ss_config_keys(&c, m, known) == -EINVAL);
	check_str(c.why.data, "f:7:1: unknown key 'quoted' (there are: list, none, empty, yes, no, "
			      "maybe)");
	check(ss_config_keys(&c, ss_node_get(m, "list"), known) == -EINVAL);
	ss_config_fini(&c);
	check(!ss_config_parse(&c, "f", "mayeb: 1", 8));
	check(ss_config_keys(&c, c.root, known) == -EINVAL);
	check_str(c.why.data, "f:1:1: unknown key 'mayeb' (did you mean 'maybe'?)");
	ss_config_fini(&c);
}

static void test_files(void)
{
	char path[] = "/tmp/test_config.XXXXXX";
	int fd = mkstemp(path);
	struct ss_config c = { 0 };

	check(fd >= 0 && write(fd, "a: 1\n", 5) == 5);
	check(!ss_config_read(&c, path));
	check_str(ss_node_get(c.root, "a")->text, "1");
	check_str(c.name, path);
	ss_config_fini(&c);
	check(!ftruncate(fd, SS_CONFIG_MAX_SIZE + 1) && ss_config_read(&c, path) == -EINVAL);
	check(c.why.data && strstr(c.why.data, ":1:1: the file is larger than"));
	ss_config_fini(&c);
	close(fd);
	unlink(path);
	check(ss_config_read(&c, path) == -ENOENT);
	check_str(c.why.data, path);
	ss_config_fini(&c);
	check(ss_config_read(&c, "/") == -EISDIR);
	ss_config_fini(&c);
}

static void test_nearest(void)
{
	static const char *const words[] = { "exec", "exit", "file.open", NULL };

	check_str(ss_nearest("exce", words), "exec");
	check_str(ss_nearest("exot", words), "exit");
	check_str(ss_nearest("fileopen", words), "file.open");
	check(!ss_nearest("nothing", words) && !ss_nearest("", words));
	check(!ss_nearest("a word of more than forty bytes, which no option has", words));
}

static const struct check_case cases[] = {
	{ "texts and their trees", test_trees },
	{ "what is wrong with a text, and where", test_errors },
	{ "a hostile text meets a bound", test_bounds },
	{ "going through the tree", test_walk },
	{ "files", test_files },
	{ "the nearest word", test_nearest },
};

CHECK_MAIN(cases)
