// SPDX-License-Identifier: BSD-2-Clause
#include "event/rules.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"

/* Values that are taken: each alone, and the key they become in hexadecimal, or several. */
static const struct {
	enum ss_criterion by;
	const char *value, *keys; /* MATCH BITS HEX, in the order of the table */
} taken[] = {
	{ SS_BY_PID, "16909060", "= 32 04030201" },
	{ SS_BY_UID, "0", "= 32 00000000" },
	{ SS_BY_UID, "root", "= 32 00000000" },
	{ SS_BY_COMM, "sh", "= 128 73680000000000000000000000000000" },
	{ SS_BY_COMM, "123456789012345", "= 128 31323334353637383930313233343500" },
	{ SS_BY_CONTAINER, "0123456789abcdef", "= 96 303132333435363738396162" },
	{ SS_BY_PATH, "/", "= 8 2f" },
	{ SS_BY_PATH, "/ab", "= 24 2f6162" },
	{ SS_BY_PATH, "/ab*", "< 24 2f6162" },
	{ SS_BY_PATH, "/*", "< 8 2f" },
	{ SS_BY_PATH, "*.so", "> 24 6f732e" },
	{ SS_BY_PATH, "/a/.b/..c/...", "= 104 2f612f2e622f2e2e632f2e2e2e" },
	{ SS_BY_EXE, "/nowhere/at/all", "= 120 2f6e6f77686572652f61742f616c6c" },
	{ SS_BY_EXE, "*/sh", "> 24 68732f" },
	{ SS_BY_PORT, "443", "< 16 01bb" },
	{ SS_BY_PORT, "0-65535", "< 0 " },
	{ SS_BY_PORT, "8000-8003", "< 14 1f40" },
	{ SS_BY_PORT, "7-8", "< 16 0007,< 16 0008" },
	{ SS_BY_PORT, "65535", "< 16 ffff" },
	{ SS_BY_ADDR, "10.0.0.0/8", "< 16 040a" },
	{ SS_BY_ADDR, "192.168.1.2", "< 40 04c0a80102" },
	{ SS_BY_ADDR, "192.168.1.128/25", "< 33 04c0a80180" },
	{ SS_BY_ADDR, "0.0.0.0/0", "< 8 04" },
	{ SS_BY_ADDR, "::/0", "< 8 06" },
	{ SS_BY_ADDR, "fe80::/10", "< 18 06fe80" },
	{ SS_BY_ADDR, "::1", "< 136 0600000000000000000000000000000001" },
	{ SS_BY_ADDR, "::ffff:10.0.0.0/104", "< 16 040a" },
	{ SS_BY_ERRNO, "0", "= 32 00000000" },
	{ SS_BY_ERRNO, "none", "= 32 00000000" },
	{ SS_BY_ERRNO, "ENOENT", "= 32 02000000" },
	{ SS_BY_ERRNO, "2", "= 32 02000000" },
	{ SS_BY_ERRNO, "EWOULDBLOCK", "= 32 0b000000" },
	{ SS_BY_ERRNO, "512", "= 32 00020000" },
};

static const char *keys_of(const struct ss_rule_table *t)
{
	static char text[256];
	size_t n = 0;

	text[0] = 0;
	for (size_t i = 0; i < t->count; i++) {
		const struct ss_rule_value *v = &t->values[i];

		n += sprintf(text + n, "%s%c %u ", i ? "," : "", "=<>"[v->match], v -> bits);
		for (unsigned int k = 0; k < (v->bits + 7) / 8; k++)
			n += sprintf(text + n, "%02x", v->key[k]);
	}
	return text;
}

static void test_taken(void)
{
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		struct ss_rules *r = ss_rules_new();

		check(!ss_rules_option(r, taken[i].by, taken[i].value));
		check(!ss_rules_compile(r));
		check_str(keys_of(&r->by[taken[i].by]), taken[i].keys);
		check(r->by[taken[i].by].pos_used == SS_RULE_CMDLINE &&
		      !r->by[taken[i].by].neg_used);
		ss_rules_free(r);
	}
}

static const struct {
	const char *pair, *why; /* after "--not KEY: " */
} refused[] = {
	{ "pid=12abc", "'12abc' is not a process id" },
	{ "tree=0", "'0' is not a process id" },
	{ "uid=nobody-here", "there is no user 'nobody-here'" },
	{ "uid=4294967295", "there is no user '4294967295'" },
	{ "comm=", "'' is not 1 to 15 bytes long, as every comm is" },
	{ "comm=1234567890123456",
	  "'1234567890123456' is not 1 to 15 bytes long, as every comm is" },
	{ "exe=relative/nowhere", "'relative/nowhere': No such file or directory" },
	{ "exe=bin*", "'bin*' begins with neither '/' nor '*'" },
	{ "cgroup=/proc", "'/proc' is not a directory of cgroup v2" },
	{ "cgroup=/nowhere", "'/nowhere': No such file or directory" },
	{ "container=551e161c47", "'551e161c47' is not an id of 12 or more hexadecimal digits" },
	{ "container=551E161C47D8",
	  "'551E161C47D8' is not an id of 12 or more hexadecimal digits" },
	{ "path=", "'' begins with neither '/' nor '*'" },
	{ "path=etc/passwd", "'etc/passwd' begins with neither '/' nor '*'" },
	{ "path=*", "'*' is no whole path, PREFIX* or *SUFFIX; '*' can stand nowhere else" },
	{ "path=/a*b", "'/a*b' is no whole path, PREFIX* or *SUFFIX; '*' can stand nowhere else" },
	{ "path=*a*", "'*a*' is no whole path, PREFIX* or *SUFFIX; '*' can stand nowhere else" },
	{ "path=/a**", "'/a**' is no whole path, PREFIX* or *SUFFIX; '*' can stand nowhere else" },
	{ "path=/etc/", "'/etc/' ends with '/': what is in there is '/etc/*'" },
	{ "path=/a//b", "'/a//b' holds '//' or a '.' or '..', which no path has that the kernel "
			"tells" },
	{ "path=/a/../b*", "'/a/../b*' holds '//' or a '.' or '..', which no path has that the "
			   "kernel tells" },
	{ "path=/a/.", "'/a/.' holds '//' or a '.' or '..', which no path has that the kernel "
		       "tells" },
	{ "port=", "'' is not a port, nor a range like 8000-8099" },
	{ "port=65536", "'65536' is not a port, nor a range like 8000-8099" },
	{ "port=9-8", "'9-8' is not a port, nor a range like 8000-8099" },
	{ "port=8-", "'8-' is not a port, nor a range like 8000-8099" },
	{ "port=http", "'http' is not a port, nor a range like 8000-8099" },
	{ "port=1234567890-2", "'1234567890-2' is not a port, nor a range like 8000-8099" },
	{ "addr=10.0.0", "'10.0.0' is not an address, as 10.0.0.0/8 or fe80::/10" },
	{ "addr=localhost", "'localhost' is not an address, as 10.0.0.0/8 or fe80::/10" },
	{ "addr=10.0.0.0/33", "'10.0.0.0/33': the length is not 0 to 32" },
	{ "addr=10.0.0.0/", "'10.0.0.0/': the length is not 0 to 32" },
	{ "addr=10.1.2.3/8", "'10.1.2.3/8': the address has bits beyond that length" },
	{ "addr=192.168.1.129/25", "'192.168.1.129/25': the address has bits beyond that length" },
	{ "addr=fe80::1/10", "'fe80::1/10': the address has bits beyond that length" },
	{ "addr=::/129", "'::/129': the length is not 0 to 128" },
	{ "addr=::ffff:0.0.0.0/95", "'::ffff:0.0.0.0/95': the length is not 96 to 128" },
	{ "errno=ENOENTS", "'ENOENTS' is not an error, as ENOENT, 2, or none" },
	{ "errno=4096", "'4096' is not an error, as ENOENT, 2, or none" },
	{ "errno=-2", "'-2' is not an error, as ENOENT, 2, or none" },
};

static void test_refused(void)
{
	struct ss_rules *r = ss_rules_new();
	char want[256], option[256];

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		int key = strcspn(refused[i].pair, "=");
		int by = 0;

		check(ss_rules_not(r, refused[i].pair, SS_CRITERIA) == -EINVAL);
		snprintf(want, sizeof(want), "--not %.*s: %s", key, refused[i].pair,
			 refused[i].why);
		check_str(r->why.data, want);
		while (strncmp(ss_criterion_names[by], refused[i].pair, key) != 0)
			by++;
		snprintf(option, sizeof(option), "--%.*s: %s", key, refused[i].pair,
			 refused[i].why);
		check(ss_rules_option(r, by, refused[i].pair + key + 1) == -EINVAL);
		check_str(r->why.data, option);
	}
	for (int by = 0; by < SS_CRITERIA; by++)
		check(!r->by[by].count && !r->by[by].pos_used && !r->by[by].neg_used);
	check(ss_rules_not(r, "pth=/x", SS_CRITERIA) == -EINVAL);
	check_str(r->why.data, "--not: there is no criterion 'pth' (did you mean path=?)");
	check(ss_rules_not(r, "path", SS_CRITERIA) == -EINVAL);
	check_str(r->why.data, "--not: 'path' is not KEY=VALUE, as in exe=/bin/sh");
	ss_rules_free(r);
}

static void test_long_patterns(void)
{
	struct ss_rules *r = ss_rules_new();
	char path[SS_PATTERN_MAX + 8];

	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[SS_PATTERN_MAX] = 0;
	check(!ss_rules_option(r, SS_BY_PATH, path));
	strcpy(path + SS_PATTERN_MAX, "*");
	check(!ss_rules_option(r, SS_BY_PATH, path));
	path[0] = '*';
	strcpy(path + SS_PATTERN_MAX, "a");
	check(!ss_rules_option(r, SS_BY_PATH, path));
	strcpy(path + SS_PATTERN_MAX, "aa");
	check(ss_rules_option(r, SS_BY_PATH, path) == -EINVAL);
	check(strstr(r->why.data, "is longer than 254 bytes"));
	ss_rules_free(r);
}

/* Symbolic links are followed where a file that runs is named whole, and only there. */
static void test_links(void)
{
	char dir[] = "/tmp/test_rules.XXXXXX", link[64], real[PATH_MAX];
	struct ss_rules *r = ss_rules_new();

	check(mkdtemp(dir) != NULL);
	snprintf(link, sizeof(link), "%s/link", dir);
	check(!symlink("/bin/sh", link) && realpath(link, real));
	check(!ss_rules_option(r, SS_BY_EXE, link) && !ss_rules_option(r, SS_BY_PATH, link));
	check(r->by[SS_BY_EXE].values[0].bits == 8 * strlen(real) &&
	      !memcmp(r->by[SS_BY_EXE].values[0].key, real, strlen(real)));
	check(r->by[SS_BY_PATH].values[0].bits == 8 * strlen(link));
	unlink(link);
	rmdir(dir);
	ss_rules_free(r);
}

static void test_many_values(void)
{
	struct ss_rules *r = ss_rules_new();
	char text[16];

	for (int i = 0; i < SS_RULES_MAX_VALUES; i++) {
		snprintf(text, sizeof(text), "%d", i % 100 + 1);
		if (!check(!ss_rules_option(r, SS_BY_PID, text)))
			break;
	}
	check(ss_rules_option(r, SS_BY_PID, "1") == -EINVAL);
	check_str(r->why.data, "--pid: there are more than 4096 values");
	check(!ss_rules_compile(r) && r->by[SS_BY_PID].count == 100);
	ss_rules_free(r);
}

/* Every range of ports is covered by its blocks, exactly. */
static void test_ranges(void)
{
	static const unsigned int ends[] = { 0,	   1,	 2,	7,     8,     1023,
					     1024, 8000, 32767, 32768, 65534, 65535 };
	const size_t n = sizeof(ends) / sizeof(ends[0]);

	for (size_t k = 0; k < n * n; k++) {
		unsigned int low = ends[k / n], high = ends[k % n], wrong = 0;
		struct ss_rules *r = ss_rules_new();
		struct ss_rule_table *t = &r->by[SS_BY_PORT];
		char text[16];

		snprintf(text, sizeof(text), "%u-%u", low, high);
		if (low > high) {
			check(ss_rules_option(r, SS_BY_PORT, text) == -EINVAL);
			ss_rules_free(r);
			continue;
		}
		check(!ss_rules_option(r, SS_BY_PORT, text) && t->count <= 30);
		for (unsigned int port = 0; port < 65536; port++) {
			unsigned int hits = 0;

			for (size_t i = 0; i < t->count; i++) {
				const struct ss_rule_value *v = &t->values[i];
				unsigned int first = v->bits > 8 ? v->key[0] << 8 | v->key[1]
						     : v->bits	 ? v->key[0] << 8
								 : 0;

				hits += port >> (16 - v->bits) == first >> (16 - v->bits);
			}
			wrong += hits != (port >= low && port <= high);
		}
		check(!wrong);
		ss_rules_free(r);
	}
}

static void test_file(void)
{
	static const char text[] = "rules:\n"
				   "  - name: keep.1\n"
				   "    types: [open, file.write, dns]\n"
				   "    path: [/etc/*, /etc/shadow, '*.pem']\n"
				   "    not: {exe: /nowhere/x, uid: [0, 1]}\n"
				   "  - {name: noise, drop: true, types: fork}\n"
				   "  - {name: any, path: /etc/ssl/*}\n";
	struct ss_rules *r = ss_rules_new();
	struct ss_rule_table *paths;

	check(!ss_rules_text(r, "f", text, strlen(text)));
	check(!ss_rules_option(r, SS_BY_PATH, "/e*") && !ss_rules_compile(r));
	check(r->count == 4 && r->keep == 0xa && r->drop == 0x4);
	check_str(r->names[1], "keep.1");
	check(r->applies[SS_EVENT_FILE_OPEN] == 0xb && r->applies[SS_EVENT_DNS_QUERY] == 0xb);
	check(r->applies[SS_EVENT_FORK] == 0xd && r->applies[SS_EVENT_SYSCALL] == 0x9);
	check(r->by[SS_BY_UID].neg_used == 2 && !r->by[SS_BY_UID].pos_used);
	check(r->by[SS_BY_UID].count == 2 && r->by[SS_BY_UID].values[0].neg == 2);
	paths = &r->by[SS_BY_PATH];
	check_str(keys_of(paths), "= 88 2f6574632f736861646f77,< 16 2f65,< 40 2f6574632f,"
				  "< 72 2f6574632f73736c2f,> 32 6d65702e");
	check(paths->pos_used == 0xb && !paths->neg_used);
	/* What begins with a shorter prefix has its rules too; a whole path is looked up apart. */
	check(paths->values[0].pos == 0x2 && paths->values[1].pos == 0x1);
	check(paths->values[2].pos == 0x3 && paths->values[3].pos == 0xb);
	check(paths->values[4].pos == 0x2);
	ss_rules_free(r);
}

static const struct {
	const char *text, *why;
} bad_files[] = {
	{ "", "f:1:1: a map is wanted here, not nothing" },
	{ "rules: 1", "f:1:8: a list is wanted here, not a single value" },
	{ "{}", "f:1:1: there is no key 'rules'" },
	{ "ruels: []", "f:1:1: unknown key 'ruels' (did you mean 'rules'?)" },
	{ "rules: [a]", "f:1:9: a map is wanted here, not a single value" },
	{ "rules: [{}]", "f:1:9: a rule without a name" },
	{ "rules:\n- name:\n", "f:2:8: a single value is wanted here, not nothing" },
	{ "rules: [{name: a b}]", "f:1:16: 'a b' is no name of 1 to 63 letters, digits, '_', '.', "
				  "'-'" },
	{ "rules: [{name: a}, {name: b}, {name: a}]", "f:1:38: there is a rule 'a' already" },
	{ "rules: [{name: a, path: /x, paht: /y}]",
	  "f:1:29: unknown key 'paht' (did you mean 'path'?)" },
	{ "rules: [{name: a, zzzzzz: /y}]",
	  "f:1:19: unknown key 'zzzzzz' (there are: name, types, drop, not, pid, tree, uid, comm, "
	  "exe, cgroup, container, path, port, addr, errno)" },
	{ "rules: [{name: a, not: {drop: true}}]",
	  "f:1:25: unknown key 'drop' (there are: pid, tree, uid, comm, exe, cgroup, container, "
	  "path, port, addr, errno)" },
	{ "rules: [{name: a, not: exe}]", "f:1:24: a map is wanted here, not a single value" },
	{ "rules: [{name: a, types: []}]", "f:1:26: the list is empty" },
	{ "rules: [{name: a, types: [file.opne]}]",
	  "f:1:27: unknown event type 'file.opne' (did you mean 'file.open'?)" },
	{ "rules: [{name: a, types: exce}]",
	  "f:1:26: unknown event type 'exce' (did you mean 'exec'?)" },
	{ "rules: [{name: a, types: meta.start}]", "f:1:26: unknown event type 'meta.start'" },
	{ "rules: [{name: a, drop: yes}]", "f:1:25: true or false is wanted here, not 'yes'" },
	{ "rules: [{name: a, path: []}]", "f:1:25: the list is empty" },
	{ "rules: [{name: a, path: [/x, [/y]]}]",
	  "f:1:30: a single value is wanted here, not a list" },
	{ "rules: [{name: a, path: [/x, /y/]}]",
	  "f:1:30: path: '/y/' ends with '/': what is in there is '/y/*'" },
	{ "rules:\n- name: a\n  not:\n    port: [1, 99999]\n",
	  "f:4:15: port: '99999' is not a port, nor a range like 8000-8099" },
	{ "rules: [{name: a, path: *.so}]",
	  "f:1:25: no YAML: a value that begins with '*' must be quoted" },
};

static void test_bad_files(void)
{
	for (size_t i = 0; i < sizeof(bad_files) / sizeof(bad_files[0]); i++) {
		struct ss_rules *r = ss_rules_new();
		const char *text = bad_files[i].text;

		check(ss_rules_text(r, "f", text, strlen(text)) == -EINVAL);
		check_str(r->why.data ? r->why.data : "", bad_files[i].why);
		ss_rules_free(r);
	}
}

static void test_many_rules(void)
{
	const uint64_t all = (UINT64_C(1) << SS_RULES_MAX) - 1 - SS_RULE_CMDLINE;
	struct ss_rules *r = ss_rules_new();
	char text[64];

	for (int i = 1; i < SS_RULES_MAX; i++) {
		snprintf(text, sizeof(text), "rules: [{name: r%d, pid: 7}]", i);
		check(!ss_rules_text(r, "f", text, strlen(text)));
	}
	check(!ss_rules_compile(r) && r->by[SS_BY_PID].count == 1);
	check(r->by[SS_BY_PID].values[0].pos == all && r->keep == all);
	check(ss_rules_text(r, "f", "rules: [{name: r64}]", 20) == -EINVAL);
	check_str(r->why.data, "f:1:16: there are more than 62 rules");
	check(ss_rules_file(r, "/nowhere.yaml") == -ENOENT);
	check_str(r->why.data, "/nowhere.yaml");
	ss_rules_free(r);
}

static const struct check_case cases[] = {
	{ "values and their keys", test_taken },
	{ "values that nothing can match", test_refused },
	{ "patterns of the greatest length", test_long_patterns },
	{ "a symbolic link to what runs is followed", test_links },
	{ "as many values as there may be, each kept once", test_many_values },
	{ "ranges of ports", test_ranges },
	{ "a file of rules", test_file },
	{ "what is wrong with a file, and where", test_bad_files },
	{ "as many rules as there may be", test_many_rules },
};

CHECK_MAIN(cases)
