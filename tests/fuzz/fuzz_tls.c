// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as the beginning of a connection.  A host name is one; and of bytes
 * that are cut nothing is read that the whole does not say too.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void is_hello(const struct ss_tls_hello *h)
{
	must(h->version >> 8 == 3);
	must(h->sni_len <= SS_TLS_SNI_MAX && !h->sni[h->sni_len]);
	must(h->sni_len || !h->sni_host);
	if (h->sni_host)
		must(strspn(h->sni, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == h->sni_len);
	must(h->alpn_count <= SS_TLS_ALPN_MAX);
	for (int i = 0; i < h->alpn_count; i++)
		must(h->alpn[i].at + h->alpn[i].len <= SS_TLS_ALPN_SIZE);
}

static void is_beginning(const struct ss_tls_hello *part, const struct ss_tls_hello *whole)
{
	if (part->sni_len)
		must(part->sni_len == whole->sni_len &&
		     !memcmp(part->sni, whole->sni, part->sni_len));
	must(part->alpn_count <= whole->alpn_count);
	for (int i = 0; i < part->alpn_count; i++)
		must(part->alpn[i].len == whole->alpn[i].len &&
		     !memcmp(part->alpn_text + part->alpn[i].at,
			     whole->alpn_text + whole->alpn[i].at, part->alpn[i].len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_tls_hello whole, part;
	int err = ss_tls_parse(&whole, data, size);

	must(!err || err == -EBADMSG);
	if (!err)
		is_hello(&whole);
	if (ss_tls_parse(&part, data, size - size / 4))
		return 0;
	must(!err);
	is_hello(&part);
	is_beginning(&part, &whole);
	return 0;
}
