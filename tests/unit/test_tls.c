// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "check.h"
#include "event/tls.h"
#include "hex.h"
#include "tls_captures.h"

static struct ss_tls_hello hello;

static int parse(const char *hex, size_t max)
{
	size_t len;
	uint8_t *bytes = unhex(hex, max, &len);
	int err;

	memset(&hello, 'x', sizeof(hello));
	err = ss_tls_parse(&hello, bytes, len);
	free(bytes);
	return err;
}

static bool is_alpn(int i, const char *name)
{
	return i < hello.alpn_count && hello.alpn[i].len == strlen(name) &&
	       !memcmp(hello.alpn_text + hello.alpn[i].at, name, strlen(name));
}

static void is_openssl(void)
{
	check_str(hello.sni, "example.com"); /* Example.COM */
	check(hello.sni_host && hello.sni_len == 11);
	check(hello.alpn_count == 2 && is_alpn(0, "h2") && is_alpn(1, "http/1.1"));
	check(hello.version == 0x0304 && !hello.cut && !hello.malformed);
}

static void real_hellos(void)
{
	check(!parse(hello_openssl, SIZE_MAX));
	is_openssl();
	check(!parse(hello_go, SIZE_MAX) && !hello.cut && !hello.malformed);
	check_str(hello.sni, "api.example.net");
	check(hello.alpn_count == 2 && is_alpn(0, "h2") && is_alpn(1, "http/1.1"));
	check(hello.version == 0x0304);
	check(!parse(hello_go_tls12, SIZE_MAX) && !hello.cut && !hello.malformed);
	check(!hello.sni_len && !hello.sni[0] && !hello.sni_host && !hello.alpn_count);
	check(hello.version == 0x0303);
}

/* What was copied may end anywhere: the SNI is whole or not there. */
static void cut_anywhere(void)
{
	size_t with_sni = 0, size = strlen(hello_openssl) / 2;

	for (size_t len = 0; len < size; len++) {
		int err = parse(hello_openssl, len);

		if (!check(err == (len < 11 ? -EBADMSG : 0)) || err)
			continue;
		/* The padding is not missed. */
		check(hello.cut == (len < 309) && !hello.malformed);
		check(!hello.sni_len || !strcmp(hello.sni, "example.com"));
		if (hello.sni_len && !with_sni)
			with_sni = len;
	}
	check(with_sni == 138);
}

/* A hello in records of SIZE bytes, as some middleboxes are fooled. */
static void records_of(size_t size)
{
	size_t len, n = 0;
	uint8_t *bytes = unhex(hello_openssl, SIZE_MAX, &len), *out = malloc(6 * len);

	for (size_t at = 5; out && at < len; at += size) {
		size_t part = len - at < size ? len - at : size;

		memcpy(out + n, (uint8_t[]){ 22, 3, 1, part >> 8, part & 0xff }, 5);
		memcpy(out + n + 5, bytes + at, part);
		n += 5 + part;
	}
	check(out && !ss_tls_parse(&hello, out, n));
	is_openssl();
	free(out);
	free(bytes);
}

static void several_records(void)
{
	static const size_t sizes[] = { 1, 2, 3, 100, 150, 511, 512 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		records_of(sizes[i]);
}

/* A hello with these extensions; FULL bytes of them are announced. */
static int with(const char *extensions, size_t full)
{
	char hex[4096];
	unsigned body = 2 + 32 + 1 + 4 + 2 + 2 + full;
	int n = sprintf(hex, "160301%04x01%06x0303", body + 4, body);

	for (int i = 0; i < 32; i++)
		n += sprintf(hex + n, "5a");
	sprintf(hex + n,
		"0000021301"
		"0100%04x%s",
		(unsigned)full, extensions);
	return parse(hex, SIZE_MAX);
}

static int with_extensions(const char *extensions)
{
	return with(extensions, strlen(extensions) / 2);
}

static void names_that_are_none(void)
{
	/* "a/b", then with a NUL inside, then an escape sequence */
	check(!with_extensions("00000008"
			       "0006"
			       "000003"
			       "612f62"));
	check(hello.sni_len == 3 && !hello.sni_host && !memcmp(hello.sni, "a/b", 3));
	check(!with_extensions("00000008"
			       "0006"
			       "000003"
			       "410042"));
	check(hello.sni_len == 3 && !hello.sni_host && !memcmp(hello.sni, "A\0B", 3));
	check(!with_extensions("00000008"
			       "0006"
			       "000003"
			       "1b5b41"));
	check(hello.sni_len == 3 && !hello.sni_host);
	check(!with_extensions("00000008"
			       "0006"
			       "000003"
			       "5f612d"));
	check(hello.sni_host);
	check_str(hello.sni, "_a-");
	check(!with_extensions("00000005"
			       "0003"
			       "000000"));
	check(!hello.sni_len && !hello.sni_host && !hello.malformed);
	/* Another type of name before it. */
	check(!with_extensions("0000000c"
			       "000a"
			       "01000178"
			       "000003"
			       "612e62"));
	check_str(hello.sni, "a.b");
	/* The first of two. */
	check(!with_extensions("00000006"
			       "0004"
			       "00000161"
			       "00000006"
			       "0004"
			       "00000162"));
	check_str(hello.sni, "a");
}

static void sni_too_long(void)
{
	char hex[2048];
	int n = sprintf(hex, "0000%04x%04x00%04x", 256 + 5, 256 + 3, 256);

	for (int i = 0; i < 256; i++)
		n += sprintf(hex + n, "61");
	strcpy(hex + n, "00100005"
			"0003"
			"026832");
	check(!with_extensions(hex) && hello.cut && !hello.sni_len);
	check(is_alpn(0, "h2"));
}

static void versions(void)
{
	check(!with_extensions("002b0007"
			       "06"
			       "7f1c03030302") &&
	      hello.version == 0x0303);
	check(!with_extensions("002b0007"
			       "06"
			       "0302fafa0304") &&
	      hello.version == 0x0304);
	check(!with_extensions("002b0003"
			       "02"
			       "0303") &&
	      hello.version == 0x0303);
	check(!with_extensions("") && hello.version == 0x0303);
	check_str(ss_tls_version_text(0x0304), "1.3");
	check_str(ss_tls_version_text(0x0301), "1.0");
	check_str(ss_tls_version_text(0x0300), "ssl3");
	check(!ss_tls_version_text(0x0305) && !ss_tls_version_text(0x7f1c));
}

static void protocols(void)
{
	/* GREASE, then one of bytes that are no text */
	check(!with_extensions("0010000a"
			       "0008"
			       "028a8a"
			       "0168"
			       "02ff00"));
	check(hello.alpn_count == 2 && is_alpn(0, "h"));
	check(hello.alpn[1].len == 2 && !memcmp(hello.alpn_text + hello.alpn[1].at, "\xff\0", 2));
	/* Nine of them. */
	check(!with_extensions("00100014"
			       "0012"
			       "016101620163016401650166016701680169"));
	check(hello.alpn_count == SS_TLS_ALPN_MAX && hello.cut && is_alpn(7, "h"));
}

static void not_well_formed(void)
{
	/* The list ends before its name; what comes behind is still read. */
	check(!with_extensions("00000008"
			       "0006"
			       "000004"
			       "612f62"
			       "002b0003"
			       "02"
			       "0302"));
	check(hello.malformed && !hello.cut && !hello.sni_len && hello.version == 0x0302);
	/* An extension that is longer than all of them. */
	check(!with_extensions("00000009"
			       "0006"
			       "000003"
			       "612f62"));
	check(hello.malformed && !hello.sni_len);
	/* More extensions than the hello has room for are cut, not malformed. */
	check(!with("00000006"
		    "0004"
		    "00000161",
		    20) &&
	      hello.cut && !hello.malformed);
	check_str(hello.sni, "a");
}

static void no_hello(void)
{
	check(parse("", SIZE_MAX) == -EBADMSG);
	check(parse("474554202f20485454502f312e310d0a", SIZE_MAX) == -EBADMSG); /* GET / */
	check(parse("160303002a020000260303", SIZE_MAX) == -EBADMSG);		/* ServerHello */
	check(parse("150301000202280000000000", SIZE_MAX) == -EBADMSG);		/* alert */
	check(parse("16030100020100", SIZE_MAX) == -EBADMSG);
	check(parse("1603010000160301000016030100", SIZE_MAX) == -EBADMSG);
	check(parse("160301000a01000006fefd00000000", SIZE_MAX) == -EBADMSG);
}

static const struct check_case cases[] = {
	{ "hellos of OpenSSL and Go", real_hellos },
	{ "cut anywhere", cut_anywhere },
	{ "in several records", several_records },
	{ "names that are no host names", names_that_are_none },
	{ "an SNI that is too long", sni_too_long },
	{ "the highest version offered", versions },
	{ "ALPN", protocols },
	{ "not well formed", not_well_formed },
	{ "no hello at all", no_hello },
};

CHECK_MAIN(cases)
