// SPDX-License-Identifier: BSD-2-Clause
#include "event/tls.h"

#include <string.h>

enum {
	RECORD_HANDSHAKE = 22,
	CLIENT_HELLO = 1,
	EXT_SERVER_NAME = 0,
	EXT_ALPN = 16,
	EXT_SUPPORTED_VERSIONS = 43,
	NAME_HOST = 0,
	RANDOM_SIZE = 32,
};

/*
 * What all records of handshake messages hold, up to what is not one or is cut.
 * -EBADMSG: the first is no such record.
 */
static int join_records(struct ss_bytes *in, uint8_t *out, size_t *len)
{
	*len = 0;
	while (in->have && *len < SS_TLS_HELLO_MAX) {
		uint32_t type, version;
		struct ss_bytes record;
		size_t n;

		if (ss_bytes_number(in, 1, &type) || ss_bytes_number(in, 2, &version) ||
		    type != RECORD_HANDSHAKE || version >> 8 != 3 ||
		    ss_bytes_vector(in, 2, &record) || !record.left)
			break;
		n = record.have < SS_TLS_HELLO_MAX - *len ? record.have : SS_TLS_HELLO_MAX - *len;
		if (n)
			memcpy(out + *len, record.at, n);
		*len += n;
	}
	return *len ? 0 : -EBADMSG;
}

/* Values that mean nothing, to keep servers used to unknown ones (RFC 8701). */
static bool grease(uint32_t value)
{
	return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

static bool host_byte(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static int take_host(struct ss_tls_hello *hello, const struct ss_bytes *name)
{
	bool host = name->left > 0;

	/* Half a name would be another one's. */
	if (name->have < name->left || name->left > SS_TLS_SNI_MAX)
		return SS_BYTES_CUT;
	for (size_t i = 0; i < name->left && host; i++)
		host = host_byte(lower(name->at[i]));
	for (size_t i = 0; i < name->left; i++)
		hello->sni[i] = host ? lower(name->at[i]) : name->at[i];
	hello->sni[name->left] = '\0';
	hello->sni_len = name->left;
	hello->sni_host = host;
	return 0;
}

static int read_sni(struct ss_tls_hello *hello, struct ss_bytes *ext)
{
	struct ss_bytes list, name;
	int err = ss_bytes_vector(ext, 2, &list);

	/* Of two, which no client sends, the first counts. */
	while (!err && list.left && !hello->sni_len) {
		uint32_t type;

		err = ss_bytes_number(&list, 1, &type);
		err = err ? err : ss_bytes_vector(&list, 2, &name);
		if (!err && type == NAME_HOST)
			return take_host(hello, &name);
	}
	return err;
}

static int take_protocol(struct ss_tls_hello *hello, const struct ss_bytes *name, size_t *used)
{
	if (name->have < name->left)
		return SS_BYTES_CUT;
	if (name->left == 2 && grease(name->at[0] << 8 | name->at[1]))
		return 0;
	if (hello->alpn_count == SS_TLS_ALPN_MAX || name->left > SS_TLS_ALPN_SIZE - *used)
		return SS_BYTES_CUT;
	if (name->left)
		memcpy(hello->alpn_text + *used, name->at, name->left);
	hello->alpn[hello->alpn_count].at = *used;
	hello->alpn[hello->alpn_count++].len = name->left;
	*used += name->left;
	return 0;
}

static int read_alpn(struct ss_tls_hello *hello, struct ss_bytes *ext)
{
	bool seen = hello->alpn_count;
	struct ss_bytes list, name;
	int err = ss_bytes_vector(ext, 2, &list);
	size_t used = 0;

	while (!err && list.left && !seen) {
		err = ss_bytes_vector(&list, 1, &name);
		err = err ? err : take_protocol(hello, &name, &used);
	}
	return err;
}

static int read_versions(struct ss_tls_hello *hello, struct ss_bytes *ext)
{
	struct ss_bytes list;
	int err = ss_bytes_vector(ext, 1, &list);
	uint32_t version, highest = 0;

	while (!err && list.left) {
		err = ss_bytes_number(&list, 2, &version);
		/* Drafts of 1.3 are 0x7f.. */
		if (!err && version >> 8 == 3 && version > highest)
			highest = version;
	}
	if (highest)
		hello->version = highest;
	return err;
}

static int read_extension(struct ss_tls_hello *hello, struct ss_bytes *extensions)
{
	struct ss_bytes ext;
	uint32_t type;
	int err = ss_bytes_number(extensions, 2, &type);

	err = err ? err : ss_bytes_vector(extensions, 2, &ext);
	if (err)
		return err;
	switch (type) {
	case EXT_SERVER_NAME: err = read_sni(hello, &ext); break;
	case EXT_ALPN: err = read_alpn(hello, &ext); break;
	case EXT_SUPPORTED_VERSIONS: err = read_versions(hello, &ext); break;
	default: break;
	}
	/* One that cannot be read is no reason not to look at the next. */
	hello->cut |= err == SS_BYTES_CUT;
	hello->malformed |= err == -EBADMSG;
	return 0;
}

static int read_body(struct ss_tls_hello *hello, struct ss_bytes *body)
{
	struct ss_bytes skipped, extensions;
	uint32_t version = 0;
	int err = ss_bytes_number(body, 2, &version);

	hello->version = version;
	err = err ? err : ss_bytes_part(body, RANDOM_SIZE, &skipped);
	err = err ? err : ss_bytes_vector(body, 1, &skipped); /* session id */
	err = err ? err : ss_bytes_vector(body, 2, &skipped); /* cipher suites */
	err = err ? err : ss_bytes_vector(body, 1, &skipped); /* compression */
	if (err || !body->left)
		return err;
	err = ss_bytes_vector(body, 2, &extensions);
	while (!err && extensions.left)
		err = read_extension(hello, &extensions);
	return err;
}

int ss_tls_parse(struct ss_tls_hello *hello, const void *data, size_t len)
{
	struct ss_bytes in = { .at = data, .have = len, .left = SIZE_MAX }, body;
	uint8_t joined[SS_TLS_HELLO_MAX];
	uint32_t type;
	int err = join_records(&in, joined, &len);

	memset(hello, 0, sizeof(*hello));
	if (err)
		return err;
	in = (struct ss_bytes){ .at = joined, .have = len, .left = SIZE_MAX };
	err = ss_bytes_number(&in, 1, &type);
	if (err || type != CLIENT_HELLO)
		return -EBADMSG;
	err = ss_bytes_vector(&in, 3, &body);
	err = err ? err : read_body(hello, &body);
	if (hello->version >> 8 != 3)
		return -EBADMSG;
	hello->cut |= err == SS_BYTES_CUT;
	hello->malformed |= err == -EBADMSG;
	return 0;
}

const char *ss_tls_version_text(uint16_t version)
{
	static const char *const names[] = { "ssl3", "1.0", "1.1", "1.2", "1.3" };

	return version >= 0x0300 && version <= 0x0304 ? names[version - 0x0300] : NULL;
}
