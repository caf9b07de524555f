/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses and networks, as Go's package net reads and prints them. */
#ifndef REGO_CIDR_H
#define REGO_CIDR_H

#include "rego/builtin/builtin.h"

/* An address is 128 bits; IPv4 is ::ffff:0:0/96. */
typedef unsigned __int128 rego_ip;

struct rego_cidr {
	rego_ip ip; /* masked */
	int bits;   /* of the prefix: 96 + n for IPv4 */
	bool v6;    /* written as IPv6, even when it is IPv4 in IPv6 */
};

static inline bool rego_is_v4(rego_ip ip)
{
	return ip >> 32 == 0xffff;
}

/* Without a zone. */
bool rego_ip_parse(const char *s, size_t len, rego_ip *out, bool *v6);
bool rego_cidr_parse(const char *s, size_t len, struct rego_cidr *out);
bool rego_cidr_contains(const struct rego_cidr *c, rego_ip ip);
rego_ip rego_cidr_last(const struct rego_cidr *c);
#define REGO_IP_TEXT 48
/* Returns the length. */
size_t rego_ip_text(rego_ip ip, char out[REGO_IP_TEXT]);

#endif
