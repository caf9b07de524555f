/* SPDX-License-Identifier: BSD-2-Clause */
/* TLS ClientHello (RFC 8446) from the first bytes of a connection: hostile, and cut anywhere. */
#ifndef SS_TLS_H
#define SS_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/bytes.h"

#define SS_TLS_HELLO_MAX 4096 /* bytes that are looked at */
#define SS_TLS_SNI_MAX	 255
#define SS_TLS_ALPN_MAX	 8
#define SS_TLS_ALPN_SIZE 128 /* for the names of all protocols */

struct ss_tls_hello {
	uint16_t version;   /* highest offered, 0x0304 for 1.3 */
	bool cut;	    /* bytes or room were missing for what is looked for here */
	bool malformed;	    /* something breaks the format; the rest is here */
	bool sni_host;	    /* the SNI is letters, digits, "-", "_" and dots, in lower case here */
	uint16_t sni_len;   /* 0: none */
	uint8_t alpn_count; /* in the order offered */
	char sni[SS_TLS_SNI_MAX + 1];
	struct {
		uint8_t at, len; /* in alpn_text */
	} alpn[SS_TLS_ALPN_MAX];
	char alpn_text[SS_TLS_ALPN_SIZE];
};

/*
 * Read the LEN bytes that a connection began with.  A hello in several records
 * is put together.  An SNI is all there or not given.  -EBADMSG: no ClientHello.
 */
int ss_tls_parse(struct ss_tls_hello *hello, const void *data, size_t len);

/* "1.3", "1.2", "1.1", "1.0", "ssl3"; NULL for others. */
const char *ss_tls_version_text(uint16_t version);

#endif
