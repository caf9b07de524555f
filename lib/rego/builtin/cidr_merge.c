/* SPDX-License-Identifier: BSD-2-Clause */
/* net.cidr_merge: the fewest networks that are the same. */
#include <stdlib.h>

#include "rego/builtin/cidr.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"

struct range {
	rego_ip first, last;
	bool alone; /* not merged with another: it is printed as it came */
	rego_ip ip;
	int bits;
	bool v6;
};

/* An IPv4 address without a prefix is taken for a network of its old class. */
static int class_bits(rego_ip ip)
{
	unsigned first = (unsigned)(ip >> 24) & 0xff;

	return 96 + (first < 0x80 ? 8 : first < 0xc0 ? 16 : 24);
}

static bool read_range(struct rego_call *c, struct rego_val v, struct range *r)
{
	struct rego_cidr cidr;

	if (v.kind != REGO_STRING) {
		rego_fail(c, "element must be string");
		return false;
	}
	if (rego_ip_parse(v.string->text, v.string->len, &cidr.ip, &cidr.v6)) {
		if (!rego_is_v4(cidr.ip)) {
			rego_fail(c, "IPv6 invalid: needs prefix length");
			return false;
		}
		cidr.bits = class_bits(cidr.ip);
		cidr.v6 = false;
	} else if (!rego_cidr_parse(v.string->text, v.string->len, &cidr)) {
		rego_fail(c, "invalid CIDR address: %s", v.string->text);
		return false;
	}
	*r = (struct range){ .alone = true, .ip = cidr.ip, .bits = cidr.bits, .v6 = cidr.v6 };
	r->first = cidr.bits ? cidr.ip & ~(rego_ip)0 << (128 - cidr.bits) : 0;
	r->last = rego_cidr_last(&cidr);
	/* OPA mistakes IPv4 in IPv6 for what is at the beginning of IPv4. */
	if (cidr.v6 && rego_is_v4(cidr.ip)) {
		r->first = (rego_ip)0xffff << 32;
		r->last = r->first | (r->last ^ cidr.ip);
	}
	return true;
}

/* By the last address, then by the first. */
static int compare(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->last != y->last)
		return x->last < y->last ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

/* Each into the one before it when they touch.  What is left is at the end: where it begins. */
static size_t merge(struct range *r, size_t n)
{
	size_t left = n;

	for (size_t i = n; i-- > 1;) {
		rego_ip before = r[i].first;

		/* There is nothing before the first address. */
		if (before != 0 && before != (rego_ip)0xffff << 32)
			before--;
		if (before > r[i - 1].last) {
			r[--left] = r[i];
			continue;
		}
		if (r[i].first < r[i - 1].first)
			r[i - 1].first = r[i].first;
		r[i - 1].last = r[i].last;
		r[i - 1].alone = false;
	}
	if (n)
		r[--left] = r[0];
	return left;
}

static void put(struct rego_builder *out, rego_ip ip, int bits)
{
	char text[REGO_IP_TEXT];

	rego_ip_text(ip, text);
	rego_add(out, rego_stringf(out->arena, "%s/%d", text,
				   rego_is_v4(ip) && bits >= 96 ? bits - 96 : bits));
}

/* The networks that make up a range, from the first on. */
static void put_range(struct rego_builder *out, rego_ip first, rego_ip last)
{
	for (;;) {
		int bits = 128;
		rego_ip size = 1, end;

		/* As large as it can begin there and ends in time. */
		while (bits > 0 && !(first & size)) {
			end = first | (size | (size - 1));
			if (end > last)
				break;
			size <<= 1;
			bits--;
		}
		put(out, first, bits);
		end = bits ? first + (size - 1) : ~(rego_ip)0;
		if (end >= last)
			return;
		first = end + 1;
	}
}

struct rego_val rego_fn_net_cidr_merge(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	struct rego_items items = rego_items(args[0]);
	struct range *r;
	size_t n;

	if (!rego_has_items(args[0]))
		return rego_fail(c, "operand must be an array");
	r = rego_new_array(c->arena, struct range, (size_t)items.count + 1);
	for (n = 0; n < items.count; n++)
		if (!read_range(c, items.at[n], &r[n]))
			return rego_undefined();
	qsort(r, n, sizeof(*r), compare);
	for (size_t i = merge(r, n); i < n; i++) {
		if (r[i].alone)
			put(&out, r[i].ip, r[i].bits);
		else
			put_range(&out, r[i].first, r[i].last);
	}
	return rego_build_set(&out);
}
