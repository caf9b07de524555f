// SPDX-License-Identifier: BSD-2-Clause
/* Names of the kernel's functions from a list of ours, and from the machine's. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "proc/kallsyms.h"

static const char list[] = "0000000000000000 A fixed_percpu_data\n"
			   "ffffffff81002000 t twin_local\n"
			   "ffffffff81002000 T twin_global\n"
			   "ffffffff81002000 W twin_weak\n"
			   "ffffffff81001ff0 t __pfx_twin_global\n"
			   "ffffffff81001000 T vfs_read\n"
			   "ffffffff81001800 D a_variable\n"
			   "ffffffffc0001000 t fuse_read\t[fuse]\n"
			   "short\n"
			   "\n"
			   "ffffffff81003000 T no_newline";

static char path[] = "/tmp/ss-test-kallsyms-XXXXXX";

static struct ss_kallsyms *of(const char *text)
{
	int fd;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	fd = mkstemp(path);
	check(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
	return ss_kallsyms_new(path);
}

static void is(struct ss_kallsyms *k, uint64_t address, const char *name, uint64_t offset)
{
	struct ss_symbol s;

	if (!check(ss_kallsyms_find(k, address, &s)))
		return;
	check_str(s.name, name);
	check(s.offset == offset && !s.module);
}

static void finds(void)
{
	struct ss_kallsyms *k = of(list);
	struct ss_symbol s;

	is(k, 0xffffffff81001000, "vfs_read", 0);
	is(k, 0xffffffff8100109b, "vfs_read", 0x9b);
	is(k, 0xffffffff81001fff, "vfs_read", 0xfff);
	is(k, 0xffffffff81002000, "twin_global", 0);
	is(k, 0xffffffff81002fff, "twin_global", 0xfff);
	check(ss_kallsyms_find(k, 0xffffffffc0001010, &s));
	check_str(s.name, "fuse_read");
	check_str(s.module ? s.module : "none", "fuse");
	check(s.offset == 0x10);
	check(!ss_kallsyms_find(k, 0xffffffff81000fff, &s));
	check(!ss_kallsyms_find(k, 0, &s));
	check(!ss_kallsyms_find(k, UINT64_MAX, &s));
	check(!ss_kallsyms_find(k, 0xffffffff81002000 + (256 << 10) + 1, &s));
	ss_kallsyms_free(k);
	unlink(path);
}

/* kptr_restrict: all is there, but where. */
static void hidden(void)
{
	struct ss_kallsyms *k = of("0000000000000000 T vfs_read\n0000000000000000 T vfs_write\n");
	struct ss_symbol s;

	check(!ss_kallsyms_find(k, 0xffffffff81001000, &s));
	check(!ss_kallsyms_find(k, 0, &s));
	ss_kallsyms_free(k);
	unlink(path);
}

static void not_there(void)
{
	struct ss_kallsyms *k = ss_kallsyms_new("/nonexistent/kallsyms");
	struct ss_symbol s;

	check(k && !ss_kallsyms_find(k, 0xffffffff81001000, &s));
	ss_kallsyms_free(k);
	ss_kallsyms_free(NULL);
}

/* Longer than a block of it, with lines across the seams. */
static void long_list(void)
{
	static char text[400000];
	struct ss_kallsyms *k;
	int len = 0, n = 0;

	for (; len < 390000; n++)
		len += sprintf(text + len, "%x T function_number_%d\n", 0x80000000u + 16 * n, n);
	k = of(text);
	for (int i = 0; i < n; i += 7) {
		char name[40];

		sprintf(name, "function_number_%d", i);
		is(k, 0x80000000u + 16 * i + 3, name, 3);
	}
	ss_kallsyms_free(k);
	unlink(path);
}

/* A line without end is none, and does not eat memory. */
static void endless_line(void)
{
	size_t size = 1 << 20;
	char *text = malloc(size + 1);
	struct ss_kallsyms *k;
	struct ss_symbol s;

	memset(text, 'f', size);
	text[size] = 0;
	k = of(text);
	check(!ss_kallsyms_find(k, 0xffffffff81001000, &s));
	ss_kallsyms_free(k);
	unlink(path);
	free(text);
}

/* The machine's own list agrees with itself; where it shows no addresses there is nothing to ask.
 */
static void of_this_kernel(void)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	struct ss_kallsyms *k = ss_kallsyms_new("/proc/kallsyms");
	unsigned long long address;
	struct ss_symbol s;
	char name[256];
	char type;

	while (f && fscanf(f, "%llx %c %255s%*[^\n]", &address, &type, name) == 3)
		if (address && type == 'T' && !strcmp(name, "vfs_read"))
			is(k, address + 5, "vfs_read", 5);
	check(!ss_kallsyms_find(k, 4096, &s));
	if (f)
		fclose(f);
	ss_kallsyms_free(k);
}

static const struct check_case cases[] = {
	{ "the function an address lies in", finds },
	{ "addresses that are hidden", hidden },
	{ "no list", not_there },
	{ "a long list", long_list },
	{ "a line without an end", endless_line },
	{ "of this kernel", of_this_kernel },
};

CHECK_MAIN(cases)
