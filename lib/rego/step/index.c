// SPDX-License-Identifier: BSD-2-Clause
/* Which rules of a document can be true at all: OPA's index, because what it finds shows in what
 * is told (how many rules matched, and whether one answer is enough). */
#include <stdlib.h>

#include "rego/builtin/builtin.h"
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct entry { /* rule: it needs the ref to be this */
	const term *ref; /* of a function's argument: a number */
	const term *value;
	const char *split; /* glob.match: the value is cut at these */
};

struct place { /* a rule in its chain of else branches */
	uint32_t at, branch;
	const struct rego_rule *rule;
};

struct trie {
	const term *ref; /* what the children are told apart by */
	const char **splits;
	uint32_t split_count;
	struct trie *next, *any, *undefined, *array;
	struct rego_val *keys;
	struct trie **scalars;
	uint32_t scalar_count;
	struct place *places;
	uint32_t place_count;
	const term *value;
	bool multiple;
};

struct indexed {
	const struct rego_rule *rule;
	struct entry *entries;
	uint32_t count;
};

struct index {
	struct step *s;
	struct trie root;
	const struct rego_rule *usual;
	struct indexed *rules; /* by rule and branch */
	uint32_t rule_count, top_count;
	const term **refs; /* the most frequent first */
	uint32_t *frequency;
	uint32_t ref_count;
	bool set, ground;
};

#define GROW(s, list, n)                                                                     \
	do {                                                                                 \
		if (!((n) & ((n) - 1))) {                                                    \
			void *more_ = rego_alloc_array((s)->a, sizeof(*(list)),              \
						       (n) ? (size_t)(n) * 2 : 1);           \
			if (n)                                                               \
				memcpy(more_, (list), (n) * sizeof(*(list)));                \
			(list) = more_;                                                      \
		}                                                                            \
	} while (0)

static bool is_scalar(const term *t)
{
	return t->kind == REGO_TERM_VALUE && t->value.kind < REGO_ARRAY;
}

/* --- what a rule needs ------------------------------------------------------------------- */

static bool is_virtual(struct step *s, const term *ref)
{
	const struct rego_rule_node *n = s->unit->root;
	uint32_t ground = step_ground(ref);

	if (!step_is_doc(s, ref, s->unit->data))
		return false;
	for (uint32_t i = 1; i < ground; i++) {
		if (ref->list.items[i]->kind != REGO_TERM_VALUE)
			return false;
		n = rego_rule_child(n, ref->list.items[i]->value);
		if (!n)
			return false;
		if (n->rule_count)
			return true;
	}
	return true;
}

static bool can_index(struct step *s, const term *ref)
{
	if (!step_is_doc(s, ref, s->unit->data) && !step_is_doc(s, ref, s->unit->input))
		return false;
	for (uint32_t i = 1; i < ref->list.count; i++)
		if (!rego_is_constant(ref->list.items[i]))
			return false;
	return !is_virtual(s, ref);
}

static bool same_ref(struct step *s, const term *a, const term *b)
{
	return step_same(s, a, b);
}

static void count_ref(struct index *x, const term *ref)
{
	for (uint32_t i = 0; i < x->ref_count; i++)
		if (same_ref(x->s, x->refs[i], ref)) {
			x->frequency[i]++;
			return;
		}
	GROW(x->s, x->refs, x->ref_count);
	GROW(x->s, x->frequency, x->ref_count);
	x->refs[x->ref_count] = ref;
	x->frequency[x->ref_count++] = 1;
}

static void insert(struct index *x, struct indexed *r, struct entry e)
{
	bool var = e.value->kind == REGO_TERM_VAR;

	count_ref(x, e.ref);
	for (uint32_t i = 0; i < r->count; i++) {
		if (!same_ref(x->s, r->entries[i].ref, e.ref))
			continue;
		if (step_same(x->s, r->entries[i].value, e.value))
			return;
		if (!var && r->entries[i].value->kind == REGO_TERM_VAR) {
			r->entries[i] = e;
			return;
		}
	}
	GROW(x->s, r->entries, r->count);
	r->entries[r->count++] = e;
}

struct consts { /* variables that are constants in a body */
	const struct rego_string *var;
	const term *value;
	struct consts *next;
};

static const term *const_of(const struct consts *c, const term *t)
{
	for (; c && t->kind == REGO_TERM_VAR; c = c->next)
		if (c->var == t->var)
			return c->value;
	return NULL;
}

static const term *ref_of_var(struct index *x, const struct indexed *r, const term *t)
{
	const struct rego_head *h = r->rule->head;

	if (t->kind != REGO_TERM_VAR)
		return NULL;
	for (uint32_t i = 0; i < r->count; i++)
		if (r->entries[i].value->kind == REGO_TERM_VAR &&
		    r->entries[i].value->var == t->var)
			return r->entries[i].ref;
	for (uint32_t i = 0; i < h->arg_count; i++)
		if (h->args[i]->kind == REGO_TERM_VAR && h->args[i]->var == t->var)
			return step_value(x->s, rego_int(i));
	return NULL;
}

/* A scalar, a variable, or an array of those. */
static bool index_value(const term *t)
{
	if (is_scalar(t) || t->kind == REGO_TERM_VAR)
		return true;
	if (t->kind == REGO_TERM_VALUE && t->value.kind == REGO_ARRAY) {
		for (uint32_t i = 0; i < t->value.array->count; i++)
			if (t->value.array->items[i].kind >= REGO_ARRAY)
				return false;
		return true;
	}
	if (t->kind != REGO_TERM_ARRAY)
		return false;
	for (uint32_t i = 0; i < t->list.count; i++)
		if (!is_scalar(t->list.items[i]) && t->list.items[i]->kind != REGO_TERM_VAR)
			return false;
	return true;
}

static bool add_equal(struct index *x, struct indexed *r, const term *a, const term *b,
		      struct consts **consts)
{
	const term *ref = a;

	if (a->kind == REGO_TERM_VAR) {
		if (rego_is_constant(b)) {
			struct consts *c = rego_new(x->s->a, struct consts);

			*c = (struct consts){ a->var, b, *consts };
			*consts = c;
		}
		ref = index_value(b) ? ref_of_var(x, r, a) : NULL;
		if (!ref)
			return false;
	} else if (a->kind == REGO_TERM_REF && can_index(x->s, a)) {
		if (const_of(*consts, b))
			b = const_of(*consts, b);
		else if (!index_value(b))
			return false;
	} else {
		return false;
	}
	insert(x, r, (struct entry){ ref, b, NULL });
	return true;
}

/* input.xs[_] = constant */
static bool add_any_of(struct index *x, struct indexed *r, const term *a, const term *b,
		       const struct consts *consts)
{
	const term *ref;

	if (a->kind != REGO_TERM_REF || step_ground(a) + 1 != a->list.count)
		return false;
	ref = step_prefix(x->s, a, a->list.count - 1);
	if (!can_index(x->s, ref))
		return false;
	if (const_of(consts, b))
		b = const_of(consts, b);
	if (!is_scalar(b))
		return false;
	insert(x, r, (struct entry){ ref, b, NULL });
	return true;
}

static void add_member(struct index *x, struct indexed *r, const term *a, const term *b,
		       const struct consts *consts)
{
	const term *ref = ref_of_var(x, r, a), *v = const_of(consts, b);

	if (ref) {
		b = step_norm(x->s, v ? v : b);
		if (step_kind(b) < REGO_ARRAY)
			return;
		for (uint32_t i = 0; i < step_len(b); i++)
			insert(x, r,
			       (struct entry){ ref,
					       step_kind(b) == REGO_OBJECT ?
						       step_member(x->s, b, i) :
						       step_item(x->s, b, i),
					       NULL });
		return;
	}
	if (a->kind == REGO_TERM_VAR)
		a = const_of(consts, a) ? const_of(consts, a) : a;
	else if (!is_scalar(a))
		return;
	ref = b->kind == REGO_TERM_REF ? b : ref_of_var(x, r, b);
	if (ref && ref->kind == REGO_TERM_REF && can_index(x->s, ref))
		insert(x, r, (struct entry){ ref, a, NULL });
}

/* Pieces of s between separators that have no backslash before them. */
static term *split(struct step *s, const char *text, size_t len, const char *at)
{
	term *list = step_list(s, REGO_TERM_ARRAY, (uint32_t)len + 1);
	char *piece = rego_alloc(s->a, len + 1);
	size_t n = 0;
	bool escaped = false;

	list->list.count = 0;
	for (size_t i = 0; i < len; i++) {
		if (!escaped && strchr(at, text[i])) {
			list->list.items[list->list.count++] =
				step_value(s, rego_string(s->a, piece, n));
			n = 0;
			continue;
		}
		escaped = !escaped && text[i] == '\\';
		piece[n++] = text[i];
	}
	list->list.items[list->list.count++] = step_value(s, rego_string(s->a, piece, n));
	return list;
}

static bool glob_pieces(struct step *s, term *list)
{
	for (uint32_t i = 0; i < list->list.count; i++) {
		const char *p = rego_text(list->list.items[i]->value);
		bool escaped = false;

		if (!strcmp(p, "*")) {
			list->list.items[i] = step_var(s, "$globwildcard");
			continue;
		}
		for (; *p; p++) {
			if (*p == '\\') {
				escaped = !escaped;
				continue;
			}
			if (!escaped && strchr("[?{*", *p))
				return false;
			escaped = false;
		}
	}
	return true;
}

static void add_glob(struct index *x, struct indexed *r, term *const *args)
{
	const term *delims = step_norm(x->s, args[1]), *ref = ref_of_var(x, r, args[2]);
	struct ss_strbuf at = { 0 };
	term *list;

	if (args[0]->kind != REGO_TERM_VALUE || args[0]->value.kind != REGO_STRING || !ref ||
	    delims->kind != REGO_TERM_VALUE || delims->value.kind != REGO_ARRAY)
		return;
	for (uint32_t i = 0; i < step_len(delims); i++) {
		struct rego_val v = delims->value.array->items[i];

		if (v.kind != REGO_STRING) {
			ss_strbuf_fini(&at);
			return;
		}
		ss_strbuf_add(&at, rego_text(v), rego_len(v));
	}
	if (!step_len(delims))
		ss_strbuf_char(&at, '.');
	if (at.len) {
		const char *cut = rego_strndup(x->s->a, at.data, at.len);

		list = split(x->s, rego_text(args[0]->value), rego_len(args[0]->value), cut);
		if (glob_pieces(x->s, list))
			insert(x, r, (struct entry){ ref, step_norm(x->s, list), cut });
	}
	ss_strbuf_fini(&at);
}

/* Whether the expression calls the function of that name, which may have dots. */
static bool calls_named(const struct rego_expr *x, const char *name)
{
	const term *op = x->kind == REGO_EXPR_CALL ? x->term->list.items[0] : NULL;

	if (!op || op->kind != REGO_TERM_REF)
		return false;
	for (uint32_t i = 0; i < op->list.count; i++) {
		const term *part = op->list.items[i];
		const struct rego_string *word =
			part->kind == REGO_TERM_VAR   ? part->var :
			part->kind == REGO_TERM_VALUE && part->value.kind == REGO_STRING ?
							part->value.string : NULL;

		if (!word || strlen(name) < word->len || memcmp(name, word->text, word->len))
			return false;
		name += word->len;
		if (*name != (i + 1 < op->list.count ? '.' : '\0'))
			return false;
		name += *name == '.';
	}
	return true;
}

static void add_expr(struct index *x, struct indexed *r, const struct rego_expr *e,
		     struct consts **consts)
{
	term *const *args;
	uint32_t n;

	if (e->with_count || e->negated)
		return;
	if (e->kind == REGO_EXPR_TERM) {
		if (e->term->kind == REGO_TERM_REF && can_index(x->s, e->term))
			insert(x, r, (struct entry){ e->term, step_var(x->s, "__any__"), NULL });
		return;
	}
	if (e->kind != REGO_EXPR_CALL)
		return;
	args = e->term->list.items + 1;
	n = e->term->list.count - 1;
	if ((calls_named(e, "eq") || calls_named(e, "equal")) && n == 2) {
		if (add_any_of(x, r, args[0], args[1], *consts) ||
		    add_any_of(x, r, args[1], args[0], *consts) ||
		    add_equal(x, r, args[0], args[1], consts))
			return;
		add_equal(x, r, args[1], args[0], consts);
	} else if (calls_named(e, "glob.match") && n == 3) {
		add_glob(x, r, args);
	} else if (calls_named(e, "internal.member_2") && n == 2) {
		add_member(x, r, args[0], args[1], *consts);
	}
}

static bool is_skipped(const struct rego_rule *r)
{
	for (uint32_t i = 0; i < r->body->count; i++) {
		const struct rego_expr *e = r->body->exprs[i];

		if (e->kind == REGO_EXPR_CALL && (calls_named(e, "internal.print") ||
						  calls_named(e, "internal.test_case")))
			return true;
	}
	return false;
}

/* --- the trie ------------------------------------------------------------------------------- */

static struct trie *new_trie(struct step *s, struct trie **at)
{
	if (!*at)
		*at = rego_new(s->a, struct trie);
	return *at;
}

static struct trie *scalar(struct step *s, struct trie *t, struct rego_val key, bool make)
{
	for (uint32_t i = 0; t && i < t->scalar_count; i++)
		if (rego_equal(t->keys[i], key))
			return t->scalars[i];
	if (!make)
		return NULL;
	GROW(s, t->keys, t->scalar_count);
	GROW(s, t->scalars, t->scalar_count);
	t->keys[t->scalar_count] = key;
	t->scalars[t->scalar_count] = rego_new(s->a, struct trie);
	return t->scalars[t->scalar_count++];
}

static struct trie *insert_value(struct step *s, struct trie *t, const term *v)
{
	if (!v)
		return new_trie(s, &t->undefined);
	if (v->kind == REGO_TERM_VAR)
		return new_trie(s, &t->any);
	if (step_kind(v) != REGO_ARRAY)
		return scalar(s, t, v->value, true);
	t = new_trie(s, &t->array);
	for (uint32_t i = 0; i < step_len(v); i++) {
		const term *item = step_item(s, v, i);

		t = item->kind == REGO_TERM_VAR ? new_trie(s, &t->any) :
						  scalar(s, t, item->value, true);
	}
	return t;
}

static void add_split(struct step *s, struct trie *t, const char *at)
{
	for (uint32_t i = 0; i < t->split_count; i++)
		if (!strcmp(t->splits[i], at))
			return;
	GROW(s, t->splits, t->split_count);
	t->splits[t->split_count++] = at;
}

static struct trie *insert_ref(struct step *s, struct trie *t, const term *ref,
			       const struct entry *e)
{
	if (!t->next) {
		t->next = rego_new(s->a, struct trie);
		t->next->ref = ref;
	}
	if (e && e->split)
		add_split(s, t->next, e->split);
	return insert_value(s, t->next, e ? e->value : NULL);
}

static bool is_object_or_set(const struct rego_rule *r)
{
	return r->head->key || !rego_ref_is_ground(r->head->ref);
}

static void put_rule(struct step *s, struct trie *t, struct place p)
{
	const term *v = p.rule->head->value;

	GROW(s, t->places, t->place_count);
	t->places[t->place_count++] = p;
	if (t->value && v && !step_same(s, t->value, v))
		t->multiple = true;
	if (!t->value && !is_object_or_set(p.rule))
		t->value = v;
}

/* Several constants for one ref are several places; true then. */
static bool put_several(struct index *x, struct trie **at, const term *ref, struct indexed *r,
			struct place p)
{
	struct step *s = x->s;
	struct entry *of[64];
	uint32_t n = 0;
	bool var = false;

	for (uint32_t i = 0; i < r->count && n < 64; i++)
		if (same_ref(s, r->entries[i].ref, ref)) {
			of[n++] = &r->entries[i];
			var |= r->entries[i].value->kind == REGO_TERM_VAR;
		}
	if (n < 2 || var) {
		struct trie *t = *at;
		struct entry any = n ? *of[0] : (struct entry){ 0 };

		if (n > 1)
			any.value = step_var(s, "__any__");
		*at = insert_ref(s, t, ref, n ? &any : NULL);
		for (uint32_t i = 1; i < n; i++)
			if (of[i]->split)
				add_split(s, t->next, of[i]->split);
		return false;
	}
	for (uint32_t i = 0; i < n; i++)
		put_rule(s, insert_ref(s, *at, ref, of[i]), p);
	return true;
}

static void place_rule(struct index *x, struct indexed *r, struct place p)
{
	struct trie *t = &x->root;

	for (uint32_t i = 0; r->count && i < x->ref_count; i++)
		if (put_several(x, &t, x->refs[i], r, p))
			return;
	put_rule(x->s, t, p);
}

/* By how often they are used, then by their place in the text. */
static void sort_refs(struct index *x)
{
	for (uint32_t i = 1; i < x->ref_count; i++)
		for (uint32_t k = i; k; k--) {
			const term *a = x->refs[k - 1], *b = x->refs[k];
			const term *ha = a->kind == REGO_TERM_REF ? a->list.items[0] : a;
			const term *hb = b->kind == REGO_TERM_REF ? b->list.items[0] : b;
			uint32_t f = x->frequency[k];

			if (x->frequency[k - 1] > f ||
			    (x->frequency[k - 1] == f &&
			     rego_loc_compare(&ha->loc, &hb->loc) <= 0))
				break;
			x->refs[k - 1] = b;
			x->refs[k] = a;
			x->frequency[k] = x->frequency[k - 1];
			x->frequency[k - 1] = f;
		}
}

static void gather(struct step *s, const struct rego_rule_node *n, const struct rego_rule ***list,
		   uint32_t *count)
{
	for (uint32_t i = 0; i < n->rule_count; i++) {
		GROW(s, *list, *count);
		(*list)[(*count)++] = n->rules[i];
	}
	for (uint32_t i = 0; i < n->child_count; i++)
		gather(s, n->children[i], list, count);
}

static struct index *build(struct step *s, const struct rego_rule_node *n)
{
	struct index *x = rego_new(s->a, struct index);
	const struct rego_rule **top = NULL;
	uint32_t at = 0;

	x->s = s;
	x->ground = true;
	if (n->ground) {
		top = (const struct rego_rule **)n->rules;
		x->top_count = n->rule_count;
	} else {
		gather(s, n, &top, &x->top_count);
	}
	x->set = !top[0]->head->value;
	for (uint32_t i = 0; i < x->top_count; i++)
		for (const struct rego_rule *r = top[i]; r; r = r->otherwise) {
			struct consts *consts = NULL;

			GROW(s, x->rules, x->rule_count);
			x->rules[x->rule_count] = (struct indexed){ .rule = r };
			x->rule_count++;
			if (r->is_default) {
				x->usual = r;
				continue;
			}
			x->ground &= rego_ref_is_ground(r->head->ref);
			if (is_skipped(r))
				continue;
			for (uint32_t k = 0; k < r->body->count; k++)
				add_expr(x, &x->rules[x->rule_count - 1], r->body->exprs[k],
					 &consts);
		}
	sort_refs(x);
	for (uint32_t i = 0; i < x->top_count; i++) {
		uint32_t branch = 0;

		for (const struct rego_rule *r = top[i]; r; r = r->otherwise, at++)
			if (!r->is_default)
				place_rule(x, &x->rules[at], (struct place){ i, branch++, r });
	}
	return x;
}

/* --- finding ---------------------------------------------------------------------------------- */

struct finding {
	struct ev *e;
	struct index *x;
	term *const *args;
	uint32_t arg_count;
	struct place *places; /* in the order in which they were found */
	uint32_t count;
	const term *value;
	bool multiple, all;
};

static void found(struct finding *f, const struct trie *t)
{
	struct step *s = f->e->s;

	for (uint32_t i = 0; i < t->place_count; i++) {
		bool known = false;

		for (uint32_t k = 0; k < f->count; k++)
			known |= f->places[k].at == t->places[i].at &&
				 f->places[k].branch == t->places[i].branch;
		if (known)
			continue;
		GROW(s, f->places, f->count);
		f->places[f->count++] = t->places[i];
	}
	if (t->multiple)
		f->multiple = true;
	if (f->multiple || !t->value)
		return;
	if ((rego_term_is_ground(t->value) && !f->value) ||
	    (f->value && step_same(s, f->value, t->value)))
		f->value = t->value;
	else
		f->multiple = true;
}

static void traverse_next(struct finding *f, const struct trie *t);

static void traverse(struct finding *f, const struct trie *t)
{
	if (!t)
		return;
	found(f, t);
	traverse_next(f, t->next);
}

static void traverse_unknown(struct finding *f, const struct trie *t)
{
	if (!t)
		return;
	traverse(f, t);
	traverse_unknown(f, t->undefined);
	traverse_unknown(f, t->any);
	traverse_unknown(f, t->array);
	for (uint32_t i = 0; i < t->scalar_count; i++)
		traverse_unknown(f, t->scalars[i]);
}

static void traverse_array(struct finding *f, const struct trie *t, const struct rego_val *v,
			   uint32_t n)
{
	if (!t)
		return;
	if (!n) {
		traverse(f, t);
		return;
	}
	traverse_array(f, t->any, v + 1, n - 1);
	if (v->kind < REGO_ARRAY)
		traverse_array(f, scalar(f->e->s, (struct trie *)t, *v, false), v + 1, n - 1);
}

static void traverse_value(struct finding *f, const struct trie *t, struct rego_val v)
{
	if (v.kind < REGO_ARRAY) {
		traverse(f, scalar(f->e->s, (struct trie *)t, v, false));
		return;
	}
	if (v.kind == REGO_ARRAY)
		traverse_array(f, t->array, v.array->items, v.array->count);
	for (uint32_t i = 0; t->scalar_count && i < rego_len(v); i++) {
		struct rego_val item = v.kind == REGO_ARRAY  ? v.array->items[i] :
				       v.kind == REGO_OBJECT ? v.object->pairs[i].value :
							       v.set->items[i];

		if (item.kind < REGO_ARRAY)
			traverse(f, scalar(f->e->s, (struct trie *)t, item, false));
	}
}

/* What the ref of the children is; *unknown, or a term that is no value: *odd. */
static struct rego_val ask(struct finding *f, const term *ref, bool *unknown, bool *odd)
{
	struct step *s = f->e->s;
	const term *t;

	*odd = false;
	if (ref->kind == REGO_TERM_REF)
		return step_resolve(f->e, ref, unknown);
	*unknown = ref->value.i >= f->arg_count;
	if (*unknown)
		return rego_undefined();
	t = step_norm(s, step_plug_for(s, f->e->b, f->args[ref->value.i], s->root));
	*odd = t->kind != REGO_TERM_VALUE;
	return *odd ? rego_null() : t->value;
}

static void traverse_next(struct finding *f, const struct trie *t)
{
	struct step *s = f->e->s;
	struct rego_val v;
	bool unknown, odd;

	if (!t)
		return;
	v = ask(f, t->ref, &unknown, &odd);
	if (unknown) {
		traverse_unknown(f, t);
		return;
	}
	traverse(f, t->undefined);
	if (!rego_defined(v))
		return;
	traverse(f, t->any);
	if (odd)
		return;
	traverse_value(f, t, v);
	for (uint32_t i = 0; i < t->split_count && v.kind == REGO_STRING; i++) {
		const term *list = split(s, rego_text(v), rego_len(v), t->splits[i]);

		traverse_value(f, t, step_norm(s, list)->value);
	}
}

static void walk_all(struct finding *f, const struct trie *t)
{
	if (!t)
		return;
	found(f, t);
	walk_all(f, t->any);
	walk_all(f, t->undefined);
	for (uint32_t i = 0; i < t->scalar_count; i++)
		walk_all(f, t->scalars[i]);
	walk_all(f, t->array);
	walk_all(f, t->next);
}

static int by_branch(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return x->branch < y->branch ? -1 : x->branch > y->branch;
}

/* Rules in the order in which they were found first, each with those of its branches. */
static void arrange(struct finding *f, struct rules *r)
{
	struct step *s = f->e->s;
	bool *done = rego_zalloc(s->a, f->count + 1);

	r->rules = rego_new_array(s->a, const struct rego_rule *, f->count + 1);
	r->branches = rego_new_array(s->a, const struct rego_rule **, f->count + 1);
	r->branch_count = rego_new_array(s->a, uint32_t, f->count + 1);
	for (uint32_t i = 0; i < f->count; i++) {
		struct place *all;
		uint32_t n = 0;

		if (done[i])
			continue;
		all = rego_new_array(s->a, struct place, f->count - i);
		for (uint32_t k = i; k < f->count; k++)
			if (f->places[k].at == f->places[i].at) {
				done[k] = true;
				all[n++] = f->places[k];
			}
		qsort(all, n, sizeof(*all), by_branch);
		r->rules[r->count] = all[0].rule;
		r->branches[r->count] = rego_new_array(s->a, const struct rego_rule *, n);
		for (uint32_t k = 1; k < n; k++)
			r->branches[r->count][k - 1] = all[k].rule;
		r->branch_count[r->count++] = n - 1;
		r->any_branch |= n > 1;
	}
}

/* Whether the rules that were found may have several values. */
static bool differ(struct step *s, const struct rules *r)
{
	const term *last = NULL;

	for (uint32_t i = 0; i < r->count; i++) {
		const term *v = r->rules[i]->head->value;

		if (is_object_or_set(r->rules[i]))
			return true;
		if (v && last && !step_same(s, last, v))
			return true;
		last = v ? v : last;
	}
	return false;
}

bool step_find_rules(struct ev *e, const term *ref, const struct rego_rule_node *n,
		     term *const *args, uint32_t count, struct rules *r)
{
	struct step *s = e->s;
	const struct rego_options *o = &s->vm->policy->options;
	struct finding f = { .e = e, .args = args, .arg_count = count };

	if (!n->rule_count)
		return false;
	if (!s->index[n->id])
		s->index[n->id] = build(s, n);
	f.x = s->index[n->id];
	if (o->no_index)
		walk_all(&f, &f.x->root);
	else
		traverse(&f, &f.x->root);
	arrange(&f, r);
	r->usual = f.x->usual;
	r->set = f.x->set;
	r->ground = f.x->ground;
	if (!o->no_index && !f.multiple)
		f.multiple = differ(s, r);
	r->early = !f.multiple && !o->no_early_exit;
	step_tell_index(e, r, ref);
	return true;
}
