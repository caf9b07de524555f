// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "core/strbuf.h"
#include "uprobe/uprobe.h"

static struct ss_uprobe u;
static char why[SS_UPROBE_WHY_SIZE];

static bool parses(const char *spec)
{
	int err;

	ss_uprobe_fini(&u);
	err = ss_uprobe_parse(&u, spec, why);
	if (err)
		printf("# %s: %s\n", spec, why);
	return !err && !why[0] && u.spec == spec;
}

static void refused(const char *spec, const char *reason)
{
	ss_uprobe_fini(&u);
	check(ss_uprobe_parse(&u, spec, why) == -EINVAL);
	check(!u.text);
	check_str(why, reason);
}

static void functions(void)
{
	check(parses("libssl.so.3:SSL_write"));
	check_str(u.target, "libssl.so.3");
	check_str(u.symbol, "SSL_write");
	check(!u.provider && !u.offset && !u.at_return && !u.arg_count);
	check(parses("/usr/bin/bash:readline+0x10"));
	check_str(u.target, "/usr/bin/bash");
	check_str(u.symbol, "readline");
	check(u.offset == 16);
	check(parses("libc:malloc@@GLIBC_2.2.5+12"));
	check_str(u.symbol, "malloc@@GLIBC_2.2.5");
	check(u.offset == 12);
	check(parses("./a.out:0x1234"));
	check(!u.symbol && u.offset == 0x1234);
	/* Whatever a path holds is part of it. */
	check(parses("/opt/a:b(c)%d+1/lib.so:f(int)"));
	check_str(u.target, "/opt/a:b(c)%d+1/lib.so");
	check_str(u.symbol, "f");
	check(u.arg_count == 1);
}

static void arguments(void)
{
	check(parses("libssl:SSL_write(ssl=ptr,buf=str@3,num=int)"));
	check(u.arg_count == 3);
	check_str(u.args[0].name, "ssl");
	check(u.args[0].kind == SS_UPROBE_PTR && !u.args[0].len_arg);
	check_str(u.args[1].name, "buf");
	check(u.args[1].kind == SS_UPROBE_STR && u.args[1].len_arg == 3);
	check(u.args[2].kind == SS_UPROBE_INT);
	check(parses("x:f(_,int,uint,long,ulong,hex)"));
	for (int i = 0; i < 6; i++)
		check(u.args[i].kind == SS_UPROBE_SKIP + i);
	check_str(u.args[0].name, "arg1");
	check_str(u.args[5].name, "arg6");
	check(parses("x:f()") && !u.arg_count);
	check(parses("x:f(str)") && !u.args[0].len_arg);
}

static void returns(void)
{
	check(parses("libc.so.6:malloc(size=ulong)%return=ptr"));
	check(u.at_return && u.result == SS_UPROBE_PTR && u.arg_count == 1);
	check_str(u.symbol, "malloc");
	check(parses("bash:readline%return=str") && u.result == SS_UPROBE_STR && !u.arg_count);
	check(parses("x:f%return") && u.at_return && u.result == SS_UPROBE_LONG);
}

static void usdt(void)
{
	check(parses("usdt:libc.so.6:libc:memory_sbrk_more(ptr,ulong)"));
	check_str(u.target, "libc.so.6");
	check_str(u.provider, "libc");
	check_str(u.symbol, "memory_sbrk_more");
	check(u.arg_count == 2);
	check(parses("usdt:/opt/x:y/node:node:gc__start"));
	check_str(u.target, "/opt/x:y/node");
	check_str(u.provider, "node");
}

static void wrong_forms(void)
{
	refused("", "not of the form LIBRARY:FUNCTION or PATH:FUNCTION");
	refused("malloc", "not of the form LIBRARY:FUNCTION or PATH:FUNCTION");
	refused(":malloc", "not of the form LIBRARY:FUNCTION or PATH:FUNCTION");
	refused("/usr/bin/bash", "not of the form LIBRARY:FUNCTION or PATH:FUNCTION");
	refused("/opt/a:b/bash", "not of the form LIBRARY:FUNCTION or PATH:FUNCTION");
	refused("libc:", "a function is missing");
	refused("libc:+1", "a function is missing before '+'");
	refused("libc:f+", "'' is no offset");
	refused("libc:f+1x", "'1x' is no offset");
	refused("libc:f+0x", "'0x' is no offset");
	refused("libc:f+-1", "'-1' is no offset");
	refused("libc:0xg", "'0xg' is no offset");
	refused("libc:f+99999999999999999999", "offset '99999999999999999999' is too large");
	refused("libc:f+1%return", "%return is of a function, without an offset");
	refused("libc:0x10%return", "%return needs a function, not an offset");
	refused("libc:f%ret", "'%ret' is not %return or %return=KIND");
	refused("libc:f%return(int)", "'%return(int)' is not %return or %return=KIND");
	refused("libc:f%return=", "'' is none of int, uint, long, ulong, hex, ptr, str");
	refused("usdt:libc:f", "not of the form usdt:FILE:PROVIDER:NAME");
	refused("usdt::p:f", "not of the form usdt:FILE:PROVIDER:NAME");
	refused("usdt:libc::f", "not of the form usdt:FILE:PROVIDER:NAME");
	refused("usdt:libc:p:", "the name of a USDT probe is missing");
	refused("usdt:libc:p:f%return", "a USDT probe has no return");
	refused("libc: f", "spaces and control characters cannot be part of it");
	refused("libc:f\n", "spaces and control characters cannot be part of it");
}

static void wrong_arguments(void)
{
	refused("x:f(int", "the list of arguments does not end with ')'");
	refused("x:f(int)x", "the list of arguments does not end with ')'");
	refused("x:f(int))", "the list of arguments does not end with ')'");
	refused("x:f)", "')' without '('");
	refused("x:f(int,)", "an argument is missing behind the last comma");
	refused("x:f(,int)", "'' is none of int, uint, long, ulong, hex, ptr, str");
	refused("x:f(int8)", "'int8' is none of int, uint, long, ulong, hex, ptr, str");
	refused("x:f(int,int,int,int,int,int,int)", "more than 6 arguments");
	refused("x:f(9a=int)", "'9a' is no name of an argument");
	refused("x:f(=int)", "'' is no name of an argument");
	refused("x:f(a=int,a=int)", "two arguments are called 'a'");
	refused("x:f(int@2,int)", "only str has a length: 'int@2'");
	refused("x:f(str@0)", "'@0' is no number of an argument");
	refused("x:f(str@7)", "'@7' is no number of an argument");
	refused("x:f(str@12)", "'@12' is no number of an argument");
	refused("x:f(str@1)", "argument 1 is no length of 'arg1'");
	refused("x:f(str@2)", "argument 2 is no length of 'arg1'");
	refused("x:f(str@2,str)", "argument 2 is no length of 'arg1'");
}

struct entry {
	int32_t flags;
	uint32_t key, value, os_version;
	uint64_t hwcap;
};

#ifdef __aarch64__
#define OURS 0x0a03
#else
#define OURS 0x0303
#endif

/* A cache of these: flags, key, value; with the older format's header in front if OLD. */
static char *cache_of(const char *const (*list)[2], const int *flags, uint32_t count, bool old,
		      size_t *len)
{
	struct ss_strbuf b = { 0 }, strings = { 0 };
	uint32_t header[7] = { count };

	if (old)
		ss_strbuf_add(&b, "ld.so-1.7.0\0\0\0\0", 16);
	ss_strbuf_add(&b, "glibc-ld.so.cache1.1", 20);
	ss_strbuf_add(&b, header, sizeof(header));
	for (uint32_t i = 0; i < count; i++) {
		struct entry e = { .flags = flags[i] };

		e.key = 48 + count * sizeof(e) + strings.len;
		ss_strbuf_add(&strings, list[i][0], strlen(list[i][0]) + 1);
		e.value = 48 + count * sizeof(e) + strings.len;
		ss_strbuf_add(&strings, list[i][1], strlen(list[i][1]) + 1);
		ss_strbuf_add(&b, &e, sizeof(e));
	}
	ss_strbuf_add(&b, strings.data, strings.len);
	ss_strbuf_fini(&strings);
	*len = b.len;
	return b.data;
}

static void linker_cache(void)
{
	static const char *const list[][2] = {
		{ "libx.so.1", "/lib32/libx.so.1" },
		{ "libxy.so.2", "/lib/libxy.so.2" },
		{ "libx.so.1", "/lib/libx.so.1" },
		{ "libx.so", "/lib/libx.so" },
	};
	static const int flags[] = { 3, OURS, OURS, OURS };

	for (int old = 0; old < 2; old++) {
		size_t len;
		char *data = cache_of(list, flags, 4, old, &len);

		check_str(ss_ldcache_find(data, len, "libx.so.1"), "/lib/libx.so.1");
		check_str(ss_ldcache_find(data, len, "libx"), "/lib/libx.so.1");
		check_str(ss_ldcache_find(data, len, "libx.so"), "/lib/libx.so");
		check(!ss_ldcache_find(data, len, "lib"));
		check(!ss_ldcache_find(data, len, "libx.so.2"));
		check(!ss_ldcache_find(data, len, ""));
		/* Cut anywhere it is no cache, or has less; from exact memory for the sanitizer. */
		for (size_t cut = 0; cut < len; cut++) {
			char *copy = malloc(cut ? cut : 1);

			memcpy(copy, data, cut);
			ss_ldcache_find(copy, cut, "libxy");
			free(copy);
		}
		free(data);
	}
}

static void finding(void)
{
	char path[4096], want[64], small[8];
	struct stat a, b;

	check(!ss_uprobe_find("libc.so.6", 0, path, sizeof(path)) && path[0] == '/');
	check(!ss_uprobe_find("libc", 0, path, sizeof(path)) && strstr(path, "libc.so"));
	check(!ss_uprobe_find("sh", 0, path, sizeof(path)) && strstr(path, "/sh"));
	check(ss_uprobe_find("no-such-library.so", 0, path, sizeof(path)) == -ENOENT);
	check(ss_uprobe_find("/no/such/file", 0, path, sizeof(path)) == -ENOENT);
	check(ss_uprobe_find("/tmp", 0, path, sizeof(path)) == -EINVAL);
	check(!ss_uprobe_find("/bin/sh", 0, path, sizeof(path)));
	check_str(path, "/bin/sh");
	check(ss_uprobe_find("/bin/sh", 0, small, 4) == -ENAMETOOLONG);
	snprintf(want, sizeof(want), "/proc/%d/root/bin/sh", getpid());
	check(!ss_uprobe_find("/bin/sh", getpid(), path, sizeof(path)));
	check_str(path, want);
	/* What this process itself has mapped. */
	check(!ss_uprobe_find("test_uprobe", getpid(), path, sizeof(path)));
	check(!stat(path, &a) && !stat("/proc/self/exe", &b) && a.st_ino == b.st_ino);
	check(!ss_uprobe_find("libc", getpid(), path, sizeof(path)) && strstr(path, "libc"));
	check(ss_uprobe_find("libz3.so.4", getpid(), path, sizeof(path)) == -ENOENT);
	check(ss_uprobe_find("libc", 0x7fffffff, path, sizeof(path)) == -ESRCH);
}

/* Here to be found. */
int ss_function_of_test(void);
__attribute__((noinline)) int ss_function_of_test(void)
{
	__asm__ volatile("");
	return 7;
}

static char *self_elf(size_t *size)
{
	FILE *f = fopen("/proc/self/exe", "re");
	char *data = NULL;

	*size = 0;
	if (f && !fseek(f, 0, SEEK_END) && (*size = (size_t)ftell(f)) && !fseek(f, 0, SEEK_SET)) {
		data = malloc(*size);
		if (data && fread(data, 1, *size, f) != *size)
			data[0] = 0;
	}
	if (f)
		fclose(f);
	return data;
}

static void elf_functions(void)
{
	uint64_t offset = 0, again = 0;
	size_t size;
	char *elf = self_elf(&size);

	check(elf && ss_function_of_test() == 7);
	check(ss_elf_function(elf, size, "ss_function_of_test", &offset) == 0);
	/* The code is there: what it says now is what is in memory. */
	check(offset < size && !memcmp(elf + offset, (void *)(uintptr_t)ss_function_of_test, 4));
	check(ss_uprobe_function("/proc/self/exe", "ss_function_of_test", &again) == 0);
	check(again == offset);
	check(ss_elf_function(elf, size, "ss_function_of_tes", &offset) == -ENOENT);
	check(ss_elf_function(elf, size, "", &offset) == -ENOENT);
	check(ss_uprobe_function("/etc/passwd", "f", &offset) == -ENOEXEC);
	check(ss_uprobe_function("/nonexistent", "f", &offset) == -ENOENT);
	free(elf);
}

/* Cut anywhere, or with any byte of its head changed: never beyond the end. */
static void broken_elf(void)
{
	uint64_t offset;
	size_t size;
	char *elf = self_elf(&size);

	for (size_t n = 0; elf && n < 4096 && n < size; n += 7) {
		char *cut = malloc(n ? n : 1);

		memcpy(cut, elf, n);
		ss_elf_function(cut, n, "ss_function_of_test", &offset);
		free(cut);
	}
	for (size_t at = 0; elf && at < 1024; at++) {
		char was = elf[at];

		elf[at] ^= 0xff;
		ss_elf_function(elf, size, "ss_function_of_test", &offset);
		elf[at] = was;
	}
	check(elf != NULL);
	free(elf);
}

static const struct check_case cases[] = {
	{ "functions and offsets", functions },
	{ "arguments", arguments },
	{ "returns", returns },
	{ "USDT", usdt },
	{ "what is no place", wrong_forms },
	{ "what are no arguments", wrong_arguments },
	{ "the linker's cache", linker_cache },
	{ "finding the file", finding },
	{ "functions in an ELF file", elf_functions },
	{ "ELF files that are cut or broken", broken_elf },
};

int main(void)
{
	int failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));

	ss_uprobe_fini(&u);
	return failed;
}
