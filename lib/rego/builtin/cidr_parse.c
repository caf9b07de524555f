/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses and networks in text. */
#include <stdio.h>
#include <string.h>

#include "rego/builtin/cidr.h"
#include "rego/value/string.h"

/* Four numbers without leading zeros. */
static bool parse_v4(const char *s, const char *end, uint32_t *out)
{
	uint32_t ip = 0;

	for (int i = 0; i < 4; i++) {
		unsigned n = 0;
		const char *start = s;

		while (s < end && *s >= '0' && *s <= '9' && s - start < 4)
			n = n * 10 + (unsigned)(*s++ - '0');
		if (s == start || n > 255 || (*start == '0' && s - start > 1))
			return false;
		if (i < 3 && (s == end || *s++ != '.'))
			return false;
		ip = ip << 8 | n;
	}
	*out = ip;
	return s == end;
}

/* Up to four hexadecimal digits; NULL: none, or more. */
static const char *parse_group(const char *s, const char *end, unsigned *out)
{
	const char *start = s;

	for (*out = 0; s < end && rego_hex_digit(*s) >= 0; s++) {
		if (s - start == 4)
			return NULL;
		*out = *out << 4 | (unsigned)rego_hex_digit(*s);
	}
	return s == start ? NULL : s;
}

struct groups {
	uint16_t all[8];
	int count, gap; /* where :: is, or -1 */
};

/* The IPv4 address that an IPv6 one may end with. */
static bool parse_tail(const char *s, const char *end, struct groups *g)
{
	uint32_t v4;

	if ((g->gap < 0 && g->count != 6) || g->count > 6 || !parse_v4(s, end, &v4))
		return false;
	g->all[g->count++] = (uint16_t)(v4 >> 16);
	g->all[g->count++] = (uint16_t)v4;
	return true;
}

static bool parse_groups(const char *s, const char *end, struct groups *g)
{
	while (g->count < 8) {
		unsigned n;
		const char *after = parse_group(s, end, &n);

		if (!after)
			return false;
		if (after < end && *after == '.')
			return parse_tail(s, end, g);
		g->all[g->count++] = (uint16_t)n;
		s = after;
		if (s == end)
			return true;
		if (*s != ':' || ++s == end)
			return false;
		if (*s == ':') {
			if (g->gap >= 0)
				return false;
			g->gap = g->count;
			if (++s == end)
				return true;
		}
	}
	return s == end;
}

static bool parse_v6(const char *s, const char *end, rego_ip *out)
{
	struct groups g = { .gap = -1 };
	int zeros;

	if (end - s >= 2 && s[0] == ':' && s[1] == ':') {
		g.gap = 0;
		s += 2;
	}
	if ((g.gap < 0 || s < end) && !parse_groups(s, end, &g))
		return false;
	zeros = 8 - g.count;
	if ((g.gap < 0) != !zeros)
		return false;
	*out = 0;
	for (int i = 0; i < g.count; i++) {
		if (i == g.gap)
			*out <<= 16 * zeros;
		*out = *out << 16 | g.all[i];
	}
	if (g.gap == g.count)
		*out = zeros < 8 ? *out << 16 * zeros : 0;
	return true;
}

bool rego_ip_parse(const char *s, size_t len, rego_ip *out, bool *v6)
{
	size_t n = 0;
	uint32_t v4;

	while (n < len && s[n] != '.' && s[n] != ':' && s[n] != '%')
		n++;
	*v6 = n < len && s[n] == ':';
	if (*v6)
		return parse_v6(s, s + len, out);
	if (!parse_v4(s, s + len, &v4))
		return false;
	*out = (rego_ip)0xffff << 32 | v4;
	return true;
}

static rego_ip mask(int bits)
{
	return bits ? ~(rego_ip)0 << (128 - bits) : 0;
}

bool rego_cidr_parse(const char *s, size_t len, struct rego_cidr *out)
{
	const char *slash = memchr(s, '/', len), *p, *end = s + len;
	int bits = 0;
	rego_ip ip;

	if (!slash || slash + 1 == end || !rego_ip_parse(s, (size_t)(slash - s), &ip, &out->v6))
		return false;
	for (p = slash + 1; p < end && *p >= '0' && *p <= '9' && bits <= 128; p++)
		bits = bits * 10 + *p - '0';
	if (p < end || bits > (out->v6 ? 128 : 32))
		return false;
	out->bits = out->v6 ? bits : 96 + bits;
	out->ip = ip & mask(out->bits);
	return true;
}

/* IPv4 and IPv6 never contain each other; what is masked to nothing of ::ffff:0:0/96 is IPv6. */
bool rego_cidr_contains(const struct rego_cidr *c, rego_ip ip)
{
	if (rego_is_v4(c->ip) != rego_is_v4(ip))
		return false;
	return ((c->ip ^ ip) & mask(c->bits) & (rego_is_v4(ip) ? 0xffffffff : ~(rego_ip)0)) == 0;
}

rego_ip rego_cidr_last(const struct rego_cidr *c)
{
	return c->ip | ~mask(c->bits);
}

/* The longest run of zeros, of two at least, is left out. */
static void longest_zeros(const uint16_t g[8], int *start, int *len)
{
	*start = *len = 0;
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && !g[i + n])
			n++;
		if (n >= 2 && n > *len) {
			*start = i;
			*len = n;
		}
	}
}

static size_t v6_text(rego_ip ip, char out[REGO_IP_TEXT])
{
	int start, zeros, n = 0;
	uint16_t g[8];

	for (int i = 0; i < 8; i++)
		g[i] = (uint16_t)(ip >> (16 * (7 - i)));
	longest_zeros(g, &start, &zeros);
	for (int i = 0; i < 8; i++) {
		if (zeros && i == start) {
			n += snprintf(out + n, (size_t)(REGO_IP_TEXT - n), "::");
			i += zeros - 1;
			continue;
		}
		n += snprintf(out + n, (size_t)(REGO_IP_TEXT - n), "%s%x",
			      i && !(zeros && i == start + zeros) ? ":" : "", g[i]);
	}
	return (size_t)n;
}

size_t rego_ip_text(rego_ip ip, char out[REGO_IP_TEXT])
{
	uint32_t v4 = (uint32_t)ip;

	if (!rego_is_v4(ip))
		return v6_text(ip, out);
	return (size_t)snprintf(out, REGO_IP_TEXT, "%u.%u.%u.%u", v4 >> 24, v4 >> 16 & 255,
				v4 >> 8 & 255, v4 & 255);
}
