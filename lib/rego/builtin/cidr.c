/* SPDX-License-Identifier: BSD-2-Clause */
/* The built-ins net.cidr_*, but for net.cidr_merge. */
#include "rego/builtin/cidr.h"

#include "rego/builtin/functions.h"

/* The operand is always called the first, as OPA does. */
static bool want_cidr(struct rego_call *c, struct rego_val v, struct rego_cidr *out)
{
	if (!rego_want(c, &v, 1, REGO_STRING))
		return false;
	if (rego_cidr_parse(v.string->text, v.string->len, out))
		return true;
	rego_fail(c, "invalid CIDR address: %s", v.string->text);
	return false;
}

struct rego_val rego_fn_net_cidr_intersects(struct rego_call *c, const struct rego_val *args)
{
	struct rego_cidr a, b;

	if (!want_cidr(c, args[0], &a) || !want_cidr(c, args[1], &b))
		return rego_undefined();
	return rego_bool(rego_cidr_contains(&a, b.ip) || rego_cidr_contains(&b, a.ip));
}

struct rego_val rego_fn_net_cidr_is_valid(struct rego_call *c, const struct rego_val *args)
{
	struct rego_cidr cidr;

	(void)c;
	return rego_bool(args[0].kind == REGO_STRING &&
			 rego_cidr_parse(args[0].string->text, args[0].string->len, &cidr));
}

/* --- contains ------------------------------------------------------------- */
struct block { /* an address, or a network */
	struct rego_cidr cidr;
	bool read;
};

static bool want_block(struct rego_call *c, struct rego_val v, struct block *b)
{
	const struct rego_string *s = v.string;

	if (!rego_want(c, &v, 1, REGO_STRING))
		return false;
	b->read = true;
	b->cidr.bits = 128;
	if (rego_ip_parse(s->text, s->len, &b->cidr.ip, &b->cidr.v6) ||
	    rego_cidr_parse(s->text, s->len, &b->cidr))
		return true;
	rego_fail(c, "not a valid textual representation of an IP address or CIDR: %s", s->text);
	return false;
}

static bool contains(const struct rego_cidr *a, const struct rego_cidr *b)
{
	return rego_cidr_contains(a, b->ip) && rego_cidr_contains(a, rego_cidr_last(b));
}

struct rego_val rego_fn_net_cidr_contains(struct rego_call *c, const struct rego_val *args)
{
	struct rego_cidr a;
	struct block b;

	if (!want_cidr(c, args[0], &a) || !want_block(c, args[1], &b))
		return rego_undefined();
	return rego_bool(contains(&a, &b.cidr));
}

struct rego_val rego_fn_net_cidr_overlap(struct rego_call *c, const struct rego_val *args)
{
	return rego_fn_net_cidr_contains(c, args);
}

/* --- contains_matches ----------------------------------------------------- */
struct list { /* what an operand lists, and how the answer names each */
	struct rego_val *cidrs, *names;
	size_t count;
};

static void add(struct list *l, struct rego_val cidr, struct rego_val name)
{
	l->cidrs[l->count] = cidr;
	l->names[l->count++] = name;
}

static void read_list(struct rego_call *c, struct rego_val v, struct list *l)
{
	size_t n = v.kind == REGO_STRING ? 1 : rego_len(v);

	*l = (struct list){ rego_new_array(c->arena, struct rego_val, n),
			    rego_new_array(c->arena, struct rego_val, n), 0 };
	switch (v.kind) {
	case REGO_STRING: add(l, v, v); break;
	case REGO_ARRAY:
		for (size_t i = 0; i < n; i++)
			add(l, v.array->items[i], rego_int((int64_t)i));
		break;
	case REGO_SET:
		for (size_t i = 0; i < n; i++)
			add(l, v.set->items[i], v.set->items[i]);
		break;
	case REGO_OBJECT:
		for (size_t i = 0; i < n; i++)
			add(l, v.object->pairs[i].value, v.object->pairs[i].key);
		break;
	default: break;
	}
}

/* The text itself, or the first item of an array. */
static bool unwrap(struct rego_call *c, int operand, struct rego_val *v, bool listed)
{
	if (v->kind == REGO_STRING || !listed)
		return true;
	if (v->kind == REGO_ARRAY && v->array->count) {
		*v = v->array->items[0];
		return true;
	}
	rego_fail(c, "operand %d: element must be string or non-empty array", operand);
	return false;
}

struct rego_val rego_fn_net_cidr_contains_matches(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	struct list a, b;
	struct block *blocks;

	read_list(c, args[0], &a);
	read_list(c, args[1], &b);
	blocks = rego_zalloc(c->arena, (b.count + 1) * sizeof(*blocks));
	for (size_t i = 0; i < a.count; i++) {
		struct rego_cidr cidr;

		if (!unwrap(c, 1, &a.cidrs[i], args[0].kind != REGO_STRING))
			return rego_undefined();
		for (size_t j = 0; j < b.count; j++) {
			struct rego_val pair[2] = { a.names[i], b.names[j] };

			/* In this order what is wrong is found. */
			if (!i && !unwrap(c, 2, &b.cidrs[j], args[1].kind != REGO_STRING))
				return rego_undefined();
			if (!j && !want_cidr(c, a.cidrs[i], &cidr))
				return rego_undefined();
			if (!blocks[j].read && !want_block(c, b.cidrs[j], &blocks[j]))
				return rego_undefined();
			if (contains(&cidr, &blocks[j].cidr))
				rego_add(&out, rego_array(c->arena, pair, 2));
		}
	}
	return rego_build_set(&out);
}

/* --- expand --------------------------------------------------------------- */
struct rego_val rego_fn_net_cidr_expand(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	struct rego_cidr cidr;
	char text[REGO_IP_TEXT];
	rego_ip last;

	if (!rego_want(c, args, 1, REGO_STRING) || !want_cidr(c, args[0], &cidr))
		return rego_undefined();
	last = rego_cidr_last(&cidr);
	for (rego_ip ip = cidr.ip;; ip++) {
		rego_add(&out, rego_string(c->arena, text, rego_ip_text(ip, text)));
		if (ip == last)
			return rego_build_set(&out);
	}
}
