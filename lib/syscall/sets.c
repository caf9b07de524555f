// SPDX-License-Identifier: BSD-2-Clause
#include "syscall/values.h"

#define SS_SET_POINTER(set) &ss_set_##set,

static const struct ss_set *const sets[SS_SET_COUNT] = { SS_SETS(SS_SET_POINTER) };

/* VALUE's sign counts: -1 is what many calls take for none. */
static void write_one(struct ss_json *w, const char *key, size_t key_len, const struct ss_set *set,
		      uint64_t value)
{
	for (uint32_t i = 0; i < set->count; i++)
		if (set->flags[i].value == (uint32_t)value) {
			ss_json_put_str(w, key, key_len, set->flags[i].name, set->flags[i].len);
			return;
		}
	ss_put_int(w, key, key_len, (int32_t)value);
}

static void write_bits(struct ss_json *w, const char *key, size_t key_len, const struct ss_set *set,
		       uint64_t left)
{
	ss_json_put_open(w, key, key_len, '[');
	/* All ones are no flags, but somebody's way to ask, or to say nothing. */
	for (uint32_t i = 0; i < set->count && left != UINT32_MAX; i++) {
		const struct ss_flag *f = &set->flags[i];

		/* Zero of a field is a name of its own; once taken it must not match again. */
		if ((left & f->mask) != f->value || (f->mask == UINT32_MAX && left >> 32))
			continue;
		ss_json_put_str(w, NULL, 0, f->name, f->len);
		left &= ~(uint64_t)f->mask;
		while (i + 1 < set->count && f->value != f->mask &&
		       set->flags[i + 1].mask == f->mask)
			i++;
	}
	if (left)
		ss_json_hex(w, NULL, left);
	ss_json_end_array(w);
}

void ss_set_write(struct ss_json *w, const char *key, size_t key_len, enum ss_set_id id,
		  uint64_t value)
{
	const struct ss_set *set = sets[id];

	if (!set->wide)
		value = (uint32_t)value;
	if (set->one)
		write_one(w, key, key_len, set, value);
	else
		write_bits(w, key, key_len, set, value);
}

const struct ss_set *ss_set_of(enum ss_set_id id)
{
	return sets[id];
}
