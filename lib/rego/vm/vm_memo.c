// SPDX-License-Identifier: BSD-2-Clause
/* Calls that were made before with the same arguments are not made again. */
#include "rego/vm/vm.h"

static void grow(struct rego_eval *e)
{
	uint32_t mask = e->memo_mask ? e->memo_mask * 4 + 3 : 63;
	struct rego_memo **memos = rego_zalloc(&e->arena, ((size_t)mask + 1) * sizeof(*memos));

	for (uint32_t i = 0; e->memo_mask && i <= e->memo_mask; i++)
		for (struct rego_memo *m = e->memos[i], *next; m; m = next) {
			next = m->next;
			m->next = memos[m->hash & mask];
			memos[m->hash & mask] = m;
		}
	e->memos = memos;
	e->memo_mask = mask;
}

struct rego_memo *rego_vm_memo(struct rego_eval *e, const struct rego_code *code,
			       const struct rego_val *args, uint32_t n)
{
	uint32_t hash = (uint32_t)((uintptr_t)code >> 4) ^ (uint32_t)e->layer * 31, i;
	struct rego_memo *m;

	for (i = 0; i < n; i++)
		hash = hash * UINT32_C(0x9e3779b1) + rego_hash(args[i]);
	if (e->memo_count >= e->memo_mask)
		grow(e);
	for (m = e->memos[hash & e->memo_mask]; m; m = m->next) {
		if (m->hash != hash || m->code != code || m->layer != e->layer)
			continue;
		for (i = 0; i < n && rego_equal(m->args[i], args[i]); i++)
			;
		if (i == n)
			return m;
	}
	m = rego_alloc(&e->arena, sizeof(*m) + n * sizeof(*args));
	*m = (struct rego_memo){ .code = code, .layer = e->layer, .hash = hash, .count = n };
	if (n)
		memcpy(m->args, args, n * sizeof(*args));
	m->next = e->memos[hash & e->memo_mask];
	e->memos[hash & e->memo_mask] = m;
	e->memo_count++;
	return m;
}
