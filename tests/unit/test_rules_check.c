// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "event/rules.h"

static struct ss_json_doc *doc;
static struct ss_strbuf room;

/* Rules from a text (or NULL) and options: "pid=1 !uid=0 path=/x", a space between. */
static struct ss_rules *rules_of(const char *text, const char *options)
{
	struct ss_rules *r = ss_rules_new();
	char *copy = strdup(options), *at = copy, *word;

	if (text && !check(!ss_rules_text(r, "f", text, strlen(text))))
		printf("# %s\n", r->why.data);
	while ((word = strsep(&at, " "))) {
		int err, by = 0;

		if (!*word)
			continue;
		if (*word == '!') {
			err = ss_rules_not(r, word + 1, SS_CRITERIA);
		} else {
			char *value = strchr(word, '=') + 1;

			value[-1] = 0;
			while (strcmp(ss_criterion_names[by], word) != 0)
				by++;
			err = ss_rules_option(r, by, value);
		}
		if (!check(!err))
			printf("# %s\n", r->why.data);
	}
	free(copy);
	check(!ss_rules_compile(r));
	return r;
}

static enum ss_verdict judge(const struct ss_rules *r, const char *line, const uint64_t *kernel)
{
	if (!doc)
		doc = ss_json_doc_new();
	if (!check(!ss_json_parse(doc, line, strlen(line), NULL)))
		printf("# %s\n", line);
	return ss_rules_check(r, ss_json_root(doc), kernel, &room);
}

#define F SS_FILTERED
#define P SS_PASSES
#define U SS_UNSURE

static void judged(const char *text, const char *options, const char *line, enum ss_verdict want)
{
	struct ss_rules *r = rules_of(text, options);
	enum ss_verdict got = judge(r, line, NULL);

	if (!check(got == want))
		printf("# %s | %s: got %d, want %d\n", options, line, got, want);
	ss_rules_free(r);
}

#define OPEN	"{\"type\":\"file.open\","
#define CONNECT "{\"type\":\"net.connect\","
#define EXEC	"{\"type\":\"process.exec\","

/* One criterion each, of the command line. */
static const struct {
	const char *options, *line;
	enum ss_verdict want;
} single[] = {
	{ "", OPEN "\"x\":1}", P },
	{ "pid=7", OPEN "\"process\":{\"pid\":7}}", P },
	{ "pid=7 pid=8", OPEN "\"process\":{\"pid\":8}}", P },
	{ "pid=7", OPEN "\"process\":{\"pid\":8}}", F },
	{ "pid=7", OPEN "\"process\":{}}", F },
	{ "pid=7", OPEN "\"process\":7}", F },
	{ "!pid=7", OPEN "\"process\":{\"pid\":7}}", F },
	{ "!pid=7", OPEN "\"x\":1}", P },
	{ "pid=7 !pid=7", OPEN "\"process\":{\"pid\":7}}", F },
	{ "uid=0", OPEN "\"process\":{\"uid\":0}}", P },
	{ "uid=0", OPEN "\"process\":{\"uid\":1}}", F },
	{ "pid=7 uid=0", OPEN "\"process\":{\"pid\":7,\"uid\":1}}", F },
	{ "pid=7 uid=1", OPEN "\"process\":{\"pid\":7,\"uid\":1}}", P },

	{ "comm=sh", OPEN "\"process\":{\"comm\":\"sh\"}}", P },
	{ "comm=sh", OPEN "\"process\":{\"comm\":\"shh\"}}", F },
	{ "comm=sh", OPEN "\"process\":{\"comm\":\"\\u0073h\"}}", P },
	{ "comm=\xe9", OPEN "\"process\":{\"comm\":\"\xef\xbf\xbd\",\"comm_hex\":\"e9\"}}", P },
	{ "comm=\xea", OPEN "\"process\":{\"comm\":\"\xef\xbf\xbd\",\"comm_hex\":\"e9\"}}", F },
	{ "comm=\xef\xbf\xbd", OPEN "\"process\":{\"comm\":\"\xef\xbf\xbd\"}}", P },

	{ "exe=/n/sh", OPEN "\"process\":{\"exe\":\"/n/sh\"}}", P },
	{ "exe=/n/sh", OPEN "\"process\":{\"exe\":\"/n/shh\"}}", F },
	{ "exe=/n/*", OPEN "\"process\":{\"exe\":\"/n/shh\"}}", P },
	{ "exe=*hh", OPEN "\"process\":{\"exe\":\"/n/shh\"}}", P },
	{ "exe=*/sh", OPEN "\"process\":{\"exe\":\"/n/shh\"}}", F },
	{ "exe=*/n/shh", OPEN "\"process\":{\"exe\":\"/n/shh\"}}", P },
	{ "exe=*x/n/shh", OPEN "\"process\":{\"exe\":\"/n/shh\"}}", F },
	{ "exe=/n/sh", OPEN "\"process\":{\"flags\":[\"kernel_thread\"]}}", F },
	{ "!exe=/n/sh", OPEN "\"process\":{\"flags\":[\"kernel_thread\"]}}", P },
	{ "exe=/n/sh", OPEN "\"process\":{},\"incomplete\":[\"process\"]}", U },
	{ "!exe=/n/sh", OPEN "\"process\":{},\"incomplete\":[\"process\"]}", U },
	{ "exe=/n/sh", OPEN "\"process\":{},\"incomplete\":[\"parent\"]}", F },

	{ "container=0123456789ab", OPEN "\"container\":{\"id\":\"0123456789ab\"}}", P },
	{ "container=0123456789abff", OPEN "\"container\":{\"id\":\"0123456789ab\"}}", P },
	{ "container=0123456789ac", OPEN "\"container\":{\"id\":\"0123456789ab\"}}", F },
	{ "container=0123456789ac", OPEN "\"x\":1}", F },
	{ "!container=0123456789ac", OPEN "\"x\":1}", P },

	{ "path=/etc/*", OPEN "\"file\":{\"path\":\"/etc/passwd\"}}", P },
	{ "path=/etc/*", OPEN "\"file\":{\"path\":\"/etc\"}}", F },
	{ "path=/etc*", OPEN "\"file\":{\"path\":\"/etcetera\"}}", P },
	{ "path=/b", OPEN "\"file\":{\"path\":\"/a\",\"path2\":\"/b\"}}", P },
	{ "!path=/b", OPEN "\"file\":{\"path\":\"/a\",\"path2\":\"/b\"}}", F },
	{ "path=/b", CONNECT "\"net\":{}}", F },
	{ "!path=/b", CONNECT "\"net\":{}}", P },
	{ "path=*\xff", OPEN "\"file\":{\"path\":\"/a\xef\xbf\xbd\",\"path_hex\":\"2f61FF\"}}", P },

	{ "port=443", CONNECT "\"net\":{\"dst_port\":443}}", P },
	{ "port=443", CONNECT "\"net\":{\"src_port\":443,\"dst_port\":50000}}", P },
	{ "port=443", CONNECT "\"net\":{\"dst_port\":444}}", F },
	{ "port=400-500", CONNECT "\"net\":{\"dst_port\":444}}", P },
	{ "!port=400-500", CONNECT "\"net\":{\"dst_port\":444}}", F },
	{ "!port=400-500", CONNECT "\"net\":{\"family\":\"unix\"}}", P },
	{ "port=0-65535", CONNECT "\"net\":{\"family\":\"unix\"}}", F },

	{ "addr=10.0.0.0/8", CONNECT "\"net\":{\"dst_ip\":\"10.255.0.1\"}}", P },
	{ "addr=10.0.0.0/8", CONNECT "\"net\":{\"dst_ip\":\"11.0.0.1\"}}", F },
	{ "addr=10.0.0.0/8", CONNECT "\"net\":{\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"::1\"}}", P },
	{ "addr=10.0.0.0/8", CONNECT "\"net\":{\"dst_ip\":\"::ffff:10.0.0.1\"}}", P },
	{ "addr=::/0", CONNECT "\"net\":{\"dst_ip\":\"10.0.0.1\"}}", F },
	{ "addr=fe80::/10", CONNECT "\"net\":{\"dst_ip\":\"febf::1\"}}", P },
	{ "addr=fe80::/10", CONNECT "\"net\":{\"dst_ip\":\"fec0::1\"}}", F },
	{ "addr=0.0.0.0/0 addr=::/0", CONNECT "\"net\":{\"dst_ip\":\"junk\"}}", F },

	{ "errno=ENOENT", EXEC "\"exec\":{\"error\":\"ENOENT\"}}", P },
	{ "errno=2", OPEN "\"file\":{\"error\":\"ENOENT\"}}", P },
	{ "errno=ENOENT", OPEN "\"file\":{\"error\":\"EACCES\"}}", F },
	{ "errno=512", OPEN "\"file\":{\"errno\":512}}", P },
	{ "errno=none", OPEN "\"file\":{}}", P },
	{ "errno=0", OPEN "\"file\":{\"error\":\"ENOENT\"}}", F },
	{ "!errno=none", OPEN "\"file\":{\"error\":\"ENOENT\"}}", P },

	{ "tree=1", OPEN "\"process\":{\"pid\":1}}", U },
	{ "!tree=1", OPEN "\"process\":{\"pid\":1}}", U },
	{ "tree=1 pid=2", OPEN "\"process\":{\"pid\":1}}", F },

	{ "pid=7", "{\"type\":\"meta.stop\"}", P },
	{ "pid=7", "{\"type\":\"detection.rule\",\"process\":{\"pid\":8}}", P },
	{ "pid=7", "{}", P },
	{ "pid=7", "[]", P },
};

static void test_single(void)
{
	for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++)
		judged(NULL, single[i].options, single[i].line, single[i].want);
}

/* A path whose beginning is missing: what the end shows is certain, the rest is not. */
static const struct {
	const char *options;
	enum ss_verdict want;
} cut[] = {
	{ "path=*/c", P },	    { "path=*b/c", P }, { "path=*/x", F },    { "path=*/a/b/c", U },
	{ "path=*/a/x/c", F },	    { "path=/a*", U },	{ "path=/a/b/c", U }, { "path=/a/b/x", F },
	{ "path=/c", F },	    { "!path=*/c", F }, { "!path=/a*", U },   { "!path=*/x", P },
	{ "path=/a* path=*/c", P },
};

static void test_cut(void)
{
	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++)
		judged(NULL, cut[i].options,
		       OPEN "\"file\":{\"path\":\"b/c\",\"path_truncated\":true}}", cut[i].want);
	judged(NULL, "path=/a*", OPEN "\"file\":{},\"incomplete\":[\"file\"]}", U);
	/* An exe is marked in an exec only; without a slash it was cut in any line. */
	judged(NULL, "exe=/a*", OPEN "\"process\":{\"exe\":\"b/c\"}}", U);
	judged(NULL, "exe=*/c", OPEN "\"process\":{\"exe\":\"b/c\"}}", P);
	judged("rules: [{name: a, drop: true, path: /a*}]", "",
	       OPEN "\"file\":{\"path\":\"b/c\",\"path_truncated\":true}}", U);
	judged("rules: [{name: a, drop: true, path: '*/c'}]", "",
	       OPEN "\"file\":{\"path\":\"b/c\",\"path_truncated\":true}}", F);
}

static const char many[] = "rules:\n"
			   "- {name: etc, types: [open], path: /etc/*, not: {path: /etc/x}}\n"
			   "- {name: tmp, types: [open], path: /tmp/*, uid: 7}\n"
			   "- {name: noise, types: [open, fork], drop: true, comm: make}\n"
			   "- {name: two, types: [unlink], drop: true, path: [/a, /b], uid: 7}\n";

#define WITH(type, path, uid, comm)                                                                \
	"{\"type\":\"" type "\",\"file\":{\"path\":\"" path                                        \
	"\"},\"process\":{\"pid\":1,\"uid\":" #uid ",\"comm\":\"" comm "\"}}"

static const struct {
	const char *options, *line;
	enum ss_verdict want;
} several[] = {
	{ "", WITH("file.open", "/etc/a", 0, "sh"), P },
	{ "", WITH("file.open", "/etc/x", 0, "sh"), F },
	{ "", WITH("file.open", "/var/x", 0, "sh"), F },
	{ "", WITH("file.open", "/tmp/x", 7, "sh"), P },
	{ "", WITH("file.open", "/tmp/x", 8, "sh"), F },
	{ "", WITH("file.open", "/etc/a", 0, "make"), F },
	{ "", WITH("process.fork", "", 0, "make"), F },
	{ "", WITH("process.fork", "", 0, "sh"), P },
	{ "", WITH("file.write", "/var/x", 0, "make"), P },
	{ "", WITH("file.unlink", "/a", 7, "make"), F },
	{ "", WITH("file.unlink", "/a", 8, "make"), P },
	{ "", WITH("file.unlink", "/c", 7, "make"), P },
	{ "uid=7", WITH("file.open", "/etc/a", 0, "sh"), F },
	{ "uid=7", WITH("file.open", "/etc/a", 7, "sh"), P },
	{ "uid=7", WITH("file.write", "/var/x", 7, "sh"), P },
	{ "!path=/etc/a", WITH("file.open", "/etc/a", 7, "sh"), F },
	{ "tree=4", WITH("file.open", "/etc/a", 7, "sh"), U },
	{ "tree=4", WITH("file.open", "/etc/x", 7, "sh"), F },
};

static void test_several(void)
{
	for (size_t i = 0; i < sizeof(several) / sizeof(several[0]); i++)
		judged(many, several[i].options, several[i].line, several[i].want);
	judged("rules: [{name: a, drop: true}]", "", OPEN "\"x\":1}", F);
	judged("rules: [{name: a}]", "", OPEN "\"x\":1}", P);
	judged("rules: [{name: a, pid: 1}, {name: b, types: fork}]", "", OPEN "\"x\":1}", F);
	judged("rules: [{name: a, tree: 1}, {name: b}]", "", OPEN "\"x\":1}", P);
	judged("rules: [{name: a, tree: 1, drop: true}]", "", OPEN "\"x\":1}", U);
	judged("rules: [{name: a, tree: 1, drop: true}, {name: b, drop: true}]", "",
	       OPEN "\"x\":1}", F);
}

/* What the kernel has refuted stays so, and it knows trees, cgroups and containers. */
static void test_after_kernel(void)
{
	struct ss_rules *r = rules_of("rules: [{name: a, tree: 1, path: /a*}, "
				      "{name: b, container: 0123456789ab, drop: true, path: /a/x}]",
				      "");
	uint64_t all = UINT64_MAX, not_a = ~2ull, not_b = ~4ull, not_cmdline = ~1ull;

	check(judge(r, OPEN "\"file\":{\"path\":\"/a/y\"}}", &all) == P);
	check(judge(r, OPEN "\"file\":{\"path\":\"/a/y\"}}", NULL) == U);
	check(judge(r, OPEN "\"file\":{\"path\":\"/a/y\"}}", &not_a) == F);
	check(judge(r, OPEN "\"file\":{\"path\":\"/a/y\"}}", &not_cmdline) == F);
	check(judge(r, OPEN "\"file\":{\"path\":\"/a/x\"}}", &all) == F);
	check(judge(r, OPEN "\"file\":{\"path\":\"/a/x\"}}", NULL) == U);
	check(judge(r, OPEN "\"file\":{\"path\":\"/a/x\"}}", &not_b) == P);
	check(judge(r, OPEN "\"file\":{\"path\":\"/b/x\"}}", &all) == F);
	ss_rules_free(r);
}

static void test_cgroup(void)
{
	struct ss_rules *r = rules_of(NULL, "");
	uint64_t id = 12345678901;

	r->by[SS_BY_CGROUP] = (struct ss_rule_table){
		.values = calloc(1, sizeof(struct ss_rule_value)),
		.count = 1,
		.pos_used = 1,
	};
	r->by[SS_BY_CGROUP].values[0] = (struct ss_rule_value){
		.match = SS_MATCH_EXACT, .bits = 64, .key = malloc(sizeof(id)), .pos = 1
	};
	memcpy(r->by[SS_BY_CGROUP].values[0].key, &id, sizeof(id));
	check(judge(r, OPEN "\"cgroup_id\":\"12345678901\"}", NULL) == P);
	check(judge(r, OPEN "\"cgroup_id\":\"1\"}", NULL) == F);
	check(judge(r, OPEN "\"x\":1}", NULL) == U);
	check(judge(r, OPEN "\"cgroup_id\":\"123456789012345678901234567890\"}", NULL) == U);
	ss_rules_free(r);
}

static const struct check_case cases[] = {
	{ "one criterion", test_single },  { "a path that was cut", test_cut },
	{ "several rules", test_several }, { "what the kernel has decided", test_after_kernel },
	{ "a cgroup", test_cgroup },
};

int main(void)
{
	int status = check_main(cases, sizeof(cases) / sizeof(cases[0]));

	ss_json_doc_free(doc);
	ss_strbuf_fini(&room);
	return status;
}
