// SPDX-License-Identifier: BSD-2-Clause
/* Groups of a comprehension by outer variables: entries of the memo. */
#include "rego/vm/vm.h"

static struct rego_val empty(struct rego_arena *a, enum rego_term_kind kind)
{
	if (kind == REGO_TERM_ARRAY_COMP)
		return rego_array(a, NULL, 0);
	return kind == REGO_TERM_SET_COMP ? rego_set(a, NULL, 0) : rego_object(a, NULL, 0);
}

static struct rego_val build(struct rego_builder *b, enum rego_term_kind kind)
{
	if (kind == REGO_TERM_ARRAY_COMP)
		return rego_build_array(b);
	return kind == REGO_TERM_SET_COMP ? rego_build_set(b) : rego_build_object(b);
}

/* What was added: n keys, then a value, or a key and a value. */
void rego_vm_group(struct rego_eval *e, const struct rego_code *group, struct rego_builder *from,
		   uint32_t n, enum rego_term_kind kind)
{
	size_t width = n + (kind == REGO_TERM_OBJECT_COMP ? 2 : 1), count = from->count / width;
	struct rego_memo **fresh = rego_new_array(&e->arena, struct rego_memo *, count + 1);
	struct rego_builder *b;
	size_t groups = 0;

	for (size_t i = 0; i < count; i++) {
		const struct rego_val *v = from->items + i * width;
		struct rego_memo *m = rego_vm_memo(e, group, v, n);

		if (!m->known) {
			b = rego_new(&e->arena, struct rego_builder);
			b->arena = &e->arena;
			m->known = true;
			m->value.array = (void *)b;
			fresh[groups++] = m;
		}
		b = (void *)m->value.array;
		if (kind == REGO_TERM_OBJECT_COMP)
			rego_add_pair(b, v[n], v[n + 1]);
		else
			rego_add(b, v[n]);
	}
	for (size_t i = 0; i < groups; i++)
		fresh[i]->value = build((void *)fresh[i]->value.array, kind);
	rego_vm_memo(e, group, NULL, 0)->known = true;
}

enum rego_grouped rego_vm_grouped(struct rego_eval *e, const struct rego_code *group)
{
	struct rego_memo *m = rego_vm_memo(e, group, NULL, 0);

	if (m->known)
		return REGO_GROUPED;
	if (e->limits.strict_builtin_errors) /* errors of all groups count */
		return REGO_GROUP_NOW;
	return m->value.i++ ? REGO_GROUP_NOW : REGO_GROUP_FIRST;
}

struct rego_val rego_vm_group_of(struct rego_eval *e, const struct rego_code *group,
				 const struct rego_val *keys, uint32_t n, enum rego_term_kind kind)
{
	struct rego_memo *m = rego_vm_memo(e, group, keys, n);

	if (!m->known) {
		m->value = empty(&e->arena, kind);
		m->known = true;
	}
	return m->value;
}
