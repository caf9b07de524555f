// SPDX-License-Identifier: BSD-2-Clause
#include "proc/maps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "proc/slow.h"

#define MAX_BYTES (1u << 20) /* a JIT's thousands of mappings are cut, not waited for */
#define WAIT_NS	  UINT64_C(10000000)
#define FRESH_NS  SS_NS_PER_SEC

struct mapping {
	uint64_t start, end, offset;
	uint32_t name, len; /* in text */
};

struct ss_maps {
	struct ss_slow *slow;
	struct ss_strbuf text;
	struct mapping *list; /* in the order of the file, which is that of addresses */
	size_t count, room;
	struct ss_proc_id id; /* whose they are, */
	uint64_t read_ns;     /* and when they were read; 0: never */
	int err;	      /* or why not */
};

struct ss_maps *ss_maps_new(void)
{
	struct ss_maps *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->slow = ss_slow_new();
	if (!m->slow) {
		free(m);
		return NULL;
	}
	return m;
}

void ss_maps_free(struct ss_maps *m)
{
	if (!m)
		return;
	ss_slow_free(m->slow);
	ss_strbuf_fini(&m->text);
	free(m->list);
	free(m);
}

static bool hex(char **at, char after, uint64_t *n)
{
	char *end;

	*n = strtoull(*at, &end, 16);
	if (end == *at || *end != after)
		return false;
	*at = end + 1;
	return true;
}

/* Behind DEV and INODE, spaces and a name; nothing for memory of no file. */
static char *name_of(char *at)
{
	for (int i = 0; i < 2; i++) {
		at = strchr(at, ' ');
		if (!at)
			return NULL;
		at++;
	}
	at += strspn(at, " ");
	return *at ? at : NULL;
}

/* "55d0c0a00000-55d0c0a28000 r-xp 00002000 fe:01 1234    /usr/bin/cat", its newline cut off. */
static int read_line(struct ss_maps *m, char *line)
{
	struct mapping p;
	char *at = line, *name;

	if (!hex(&at, '-', &p.start) || !hex(&at, ' ', &p.end) || strlen(at) < 5 || at[4] != ' ')
		return 0;
	if (at[2] != 'x')
		return 0;
	at += 5;
	name = hex(&at, ' ', &p.offset) ? name_of(at) : NULL;
	if (!name)
		return 0;
	p.name = name - m->text.data;
	p.len = strlen(name);
	if (m->count == m->room) {
		size_t room = m->room ? 2 * m->room : 32;
		struct mapping *more = realloc(m->list, room * sizeof(*more));

		if (!more)
			return -ENOMEM;
		m->list = more;
		m->room = room;
	}
	m->list[m->count++] = p;
	return 0;
}

static int read_text(struct ss_maps *m)
{
	char *line = m->text.data, *end;
	int err = 0;

	/* Without its newline a line was cut in the middle. */
	while (!err && line && (end = strchr(line, '\n'))) {
		*end = 0;
		err = read_line(m, line);
		line = end + 1;
	}
	return err;
}

static bool is_fresh(const struct ss_maps *m, const struct ss_proc_id *id)
{
	return m->read_ns && m->id.tgid == id->tgid && m->id.start_ns == id->start_ns &&
	       m->id.exec == id->exec && ss_clock_mono() - m->read_ns < FRESH_NS;
}

int ss_maps_load(struct ss_maps *m, const struct ss_proc_id *id)
{
	char path[32];
	int err;

	/* Nor is one that is stuck asked again at once. */
	if (is_fresh(m, id))
		return m->err;
	m->count = 0;
	ss_strbuf_clear(&m->text);
	snprintf(path, sizeof(path), "/proc/%u/maps", id->tgid);
	err = ss_slow_read(m->slow, path, MAX_BYTES, WAIT_NS, &m->text);
	if (!err && !ss_procfs_is(id))
		err = -ESRCH;
	if (!err)
		err = read_text(m);
	if (err)
		m->count = 0;
	m->id = *id;
	m->read_ns = ss_clock_mono();
	m->err = err == -ENOENT ? -ESRCH : err;
	return m->err;
}

bool ss_maps_find(const struct ss_maps *m, uint64_t address, struct ss_mapped *mapped)
{
	size_t from = 0, to = m->count; /* the first that ends above ADDRESS is in from..to */

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (m->list[middle].end <= address)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == m->count || address < m->list[from].start)
		return false;
	*mapped = (struct ss_mapped){ .file = m->text.data + m->list[from].name,
				      .len = m->list[from].len,
				      .offset = address - m->list[from].start +
						m->list[from].offset };
	return true;
}
