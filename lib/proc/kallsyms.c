// SPDX-License-Identifier: BSD-2-Clause
#include "proc/kallsyms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/strbuf.h"

/* The list has no sizes.  What is farther from the last name before it is in no function we know.
 */
#define MAX_OFFSET (256u << 10)
#define REREAD_NS  (60 * SS_NS_PER_SEC)
#define BLOCK	   (64u << 10)

struct entry {
	uint64_t address;
	uint32_t name; /* where in names: NAME\0MODULE\0 */
	bool global;
};

struct ss_kallsyms {
	const char *path;
	struct entry *entries; /* sorted */
	size_t count, room;
	struct ss_strbuf names;
	uint64_t read_ns; /* when; 0: never */
};

struct ss_kallsyms *ss_kallsyms_new(const char *path)
{
	struct ss_kallsyms *k = calloc(1, sizeof(*k));

	if (k)
		k->path = path;
	return k;
}

static void forget(struct ss_kallsyms *k)
{
	free(k->entries);
	ss_strbuf_fini(&k->names);
	k->entries = NULL;
	k->names = (struct ss_strbuf){ 0 };
	k->count = k->room = 0;
}

void ss_kallsyms_free(struct ss_kallsyms *k)
{
	if (!k)
		return;
	forget(k);
	free(k);
}

static void add(struct ss_kallsyms *k, uint64_t address, bool global, const char *name, size_t len,
		const char *module, size_t module_len)
{
	if (k->count == k->room) {
		size_t room = k->room ? k->room * 3 / 2 : 65536;
		struct entry *more = realloc(k->entries, room * sizeof(*more));

		if (!more) {
			k->names.err = -ENOMEM;
			return;
		}
		k->entries = more;
		k->room = room;
	}
	k->entries[k->count++] = (struct entry){ address, k->names.len, global };
	ss_strbuf_add(&k->names, name, len);
	ss_strbuf_char(&k->names, 0);
	ss_strbuf_add(&k->names, module, module_len);
	ss_strbuf_char(&k->names, 0);
}

/* "ffffffff81000000 T vfs_read", and after a tab "[fuse]" where a module has it. */
static void read_line(struct ss_kallsyms *k, char *line, char *end)
{
	char *at, *tab, *module;
	uint64_t address;

	*end = 0;
	address = strtoull(line, &at, 16);
	if (!address || end - at < 4 || at[0] != ' ' || at[2] != ' ' || !strchr("tTwW", at[1]))
		return;
	/* What stands before a function for whoever patches it: as many again, and no code. */
	if (!strncmp(at + 3, "__pfx_", 6))
		return;
	tab = memchr(at + 3, '\t', end - at - 3);
	module = tab && tab[1] == '[' && end[-1] == ']' ? tab + 2 : end;
	add(k, address, at[1] == 'T', at + 3, (tab ? tab : end) - at - 3, module,
	    module < end ? end - 1 - module : 0);
}

/* The names of functions among FD's lines.  0 or -errno. */
static int read_all(struct ss_kallsyms *k, int fd)
{
	struct ss_strbuf b = { 0 };
	ssize_t n = 0;

	while (!k->names.err && ss_strbuf_reserve(&b, BLOCK)) {
		char *line = b.data, *end;

		n = read(fd, b.data + b.len, BLOCK);
		if (n <= 0)
			break;
		b.len += n;
		while ((end = memchr(line, '\n', b.data + b.len - line))) {
			read_line(k, line, end);
			line = end + 1;
		}
		b.len -= line - b.data;
		memmove(b.data, line, b.len);
		/* No name is that long. */
		if (b.len >= BLOCK)
			b.len = 0;
	}
	n = n < 0 ? -errno : b.err ? b.err : k->names.err;
	ss_strbuf_fini(&b);
	return n;
}

/* By address; of several names for one, the global one first, then as they were read. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->global != y->global)
		return x->global ? -1 : 1;
	return x->name < y->name ? -1 : 1;
}

/* What cannot be read has no names: that is how the kernel hides them as well. */
static void read_again(struct ss_kallsyms *k)
{
	int fd;

	forget(k);
	k->read_ns = ss_clock_mono();
	fd = open(k->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (read_all(k, fd))
		forget(k);
	close(fd);
	if (k->count)
		qsort(k->entries, k->count, sizeof(*k->entries), compare);
}

static bool look_up(const struct ss_kallsyms *k, uint64_t address, struct ss_symbol *symbol)
{
	size_t from = 0, to = k->count; /* the first above ADDRESS is in from..to */
	const struct entry *e;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (k->entries[middle].address <= address)
			from = middle + 1;
		else
			to = middle;
	}
	if (!from || address - k->entries[from - 1].address > MAX_OFFSET)
		return false;
	e = &k->entries[from - 1];
	while (e > k->entries && e[-1].address == e->address)
		e--;
	symbol->name = k->names.data + e->name;
	symbol->module = symbol->name + strlen(symbol->name) + 1;
	if (!*symbol->module)
		symbol->module = NULL;
	symbol->offset = address - e->address;
	return true;
}

bool ss_kallsyms_find(struct ss_kallsyms *k, uint64_t address, struct ss_symbol *symbol)
{
	bool found;

	if (!k->read_ns)
		read_again(k);
	found = look_up(k, address, symbol);
	/* The kernel's own do not change; modules and BPF programs come and go. */
	if ((found && !symbol->module) || ss_clock_mono() - k->read_ns < REREAD_NS)
		return found;
	read_again(k);
	return look_up(k, address, symbol);
}
