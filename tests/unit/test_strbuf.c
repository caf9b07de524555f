// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "check.h"
#include "core/strbuf.h"

static void starts_empty(void)
{
	struct ss_strbuf b = { 0 };

	ss_strbuf_clear(&b);
	check(!b.data && !b.len && !b.err);
	ss_strbuf_add(&b, NULL, 0);
	check(b.data && !b.len && b.data[0] == '\0');
	ss_strbuf_fini(&b);
	check(!b.data && !b.cap);
	ss_strbuf_fini(&b);
}

static void grows_and_stays_terminated(void)
{
	struct ss_strbuf b = { 0 };

	for (int i = 0; i < 100000; i++) {
		ss_strbuf_char(&b, (char)('a' + i % 26));
		if (b.len != (size_t)i + 1 || b.data[b.len])
			break;
	}
	check(b.len == 100000 && b.data[99999] == 'a' + 99999 % 26 && b.data[b.len] == '\0');
	ss_strbuf_add(&b, "x\0y", 3);
	check(b.len == 100003 && !memcmp(b.data + 100000, "x\0y", 4));
	ss_strbuf_fini(&b);
}

static void clear_keeps_the_memory(void)
{
	struct ss_strbuf b = { 0 };
	char *data;

	ss_strbuf_str(&b, "hello");
	data = b.data;
	ss_strbuf_clear(&b);
	check(b.data == data && b.len == 0 && b.data[0] == '\0');
	ss_strbuf_str(&b, "bye");
	check_str(b.data, "bye");
	ss_strbuf_fini(&b);
}

static void reserve_leaves_room_for_the_nul(void)
{
	struct ss_strbuf b = { 0 };

	for (size_t n = 0; n < 2000; n++) {
		if (!check(ss_strbuf_reserve(&b, n)) || !check(b.cap - b.len > n))
			break;
		memset(b.data + b.len, 'x', n);
		b.len += n;
		b.data[b.len] = '\0';
	}
	check(b.len == 1999 * 1000);
	ss_strbuf_fini(&b);
}

static void prints(void)
{
	struct ss_strbuf b = { 0 };
	char wide[1001];

	memset(wide, 'w', 1000);
	wide[1000] = '\0';
	ss_strbuf_printf(&b, "%s", "");
	check(b.data && b.len == 0);
	ss_strbuf_printf(&b, "%d-%s", 42, wide);
	check(b.len == 1003 && !memcmp(b.data, "42-ww", 5) && b.data[1003] == '\0');
	for (int i = 0; i < 1000; i++)
		ss_strbuf_printf(&b, "%d", i % 10);
	check(b.len == 2003 && b.data[2002] == '9' && strlen(b.data) == b.len);
	ss_strbuf_fini(&b);
}

static void remembers_failure(void)
{
	struct ss_strbuf b = { 0 };

	ss_strbuf_str(&b, "kept");
	check(!ss_strbuf_reserve(&b, SIZE_MAX));
	check(b.err == -ENOMEM);
	check(!ss_strbuf_reserve(&b, 1));
	ss_strbuf_str(&b, "lost");
	ss_strbuf_char(&b, 'c');
	ss_strbuf_printf(&b, "%d", 1);
	check_str(b.data, "kept");
	ss_strbuf_clear(&b);
	ss_strbuf_str(&b, "again");
	check(!b.err);
	check_str(b.data, "again");
	ss_strbuf_fini(&b);
}

static const struct check_case cases[] = {
	{ "all zero is an empty buffer", starts_empty },
	{ "growing keeps content and NUL", grows_and_stays_terminated },
	{ "clear keeps the memory", clear_keeps_the_memory },
	{ "reserve leaves room for the NUL", reserve_leaves_room_for_the_nul },
	{ "printf of any length", prints },
	{ "a failed allocation is remembered", remembers_failure },
};

CHECK_MAIN(cases)
