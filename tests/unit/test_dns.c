// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>
#include <errno.h>

#include "check.h"
#include "dns_captures.h"
#include "event/dns.h"
#include "hex.h"

static struct ss_dns dns;

/* The first MAX bytes of a message, whose real length is that of HEX. */
static int parse_cut(const char *hex, size_t max)
{
	size_t len;
	uint8_t *bytes = unhex(hex, max, &len);
	struct ss_bytes message = { .at = bytes, .have = len, .left = strlen(hex) / 2 };
	int err;

	memset(&dns, 'x', sizeof(dns));
	err = ss_dns_parse(&dns, &message);
	free(bytes);
	return err;
}

static bool parse(const char *hex)
{
	return check(!parse_cut(hex, SIZE_MAX)) && check(!dns.cut) && check(!dns.malformed);
}

static void is_question(const char *name, const char *type)
{
	char word[SS_DNS_WORD_SIZE];

	check_str(ss_dns_text(&dns, dns.name), name);
	check_str(ss_dns_type_text(dns.type, word), type);
	check_str(ss_dns_class_text(dns.class, word), "IN");
}

/* DATA is the address, the target, or "". */
static void is_answer(int i, const char *name, const char *type, uint32_t ttl, const char *data)
{
	const struct ss_dns_answer *a = &dns.answer[i];
	char word[SS_DNS_WORD_SIZE], ip[INET6_ADDRSTRLEN] = "";

	if (!check(i < dns.answer_count))
		return;
	check_str(ss_dns_text(&dns, a->name), name);
	check_str(ss_dns_type_text(a->type, word), type);
	check(a->ttl == ttl);
	if (a->addr_len)
		inet_ntop(a->addr_len == 4 ? AF_INET : AF_INET6, a->addr, ip, sizeof(ip));
	check_str(a->addr_len ? ip : ss_dns_text(&dns, a->target), data);
}

static void queries(void)
{
	char word[SS_DNS_WORD_SIZE];

	parse(query_glibc_a);
	check(dns.id == 0xab59 && !dns.response && dns.recursion_desired);
	check(!dns.authoritative && !dns.truncated && !dns.recursion_available);
	check(dns.questions == 1 && !dns.answers && !dns.answer_count);
	check_str(ss_dns_opcode_text(dns.opcode, word), "QUERY");
	is_question("www.example.com", "A");
	parse(query_glibc_aaaa);
	is_question("www.example.com", "AAAA");
	parse(query_busybox);
	is_question("example.org", "A");
}

static void chain_of_aliases(void)
{
	parse(answer_chain);
	check(dns.id == 0x1a2b && dns.response && dns.recursion_available && !dns.rcode);
	is_question("www.example.com", "A");
	check(dns.answer_count == 4 && dns.answers == 4);
	is_answer(0, "www.example.com", "CNAME", 300, "www.example.com.edge.example.net");
	is_answer(1, "www.example.com.edge.example.net", "CNAME", 60, "e1.a.example.net");
	is_answer(2, "e1.a.example.net", "A", 20, "192.0.2.17");
	is_answer(3, "e1.a.example.net", "A", 20, "192.0.2.18");
	check(dns.answer[0].name == dns.name && dns.answer[0].target == dns.answer[1].name);
}

static void other_data(void)
{
	parse(answer_aaaa);
	is_answer(0, "dns.example", "AAAA", 86400, "2001:db8::53");
	is_answer(1, "dns.example", "AAAA", 86400, "2001:db8:1::53");
	parse(answer_mx);
	is_answer(0, "example.org", "MX", 600, "mail.example.org");
	parse(answer_srv);
	is_answer(0, "_ldap._tcp.example.org", "SRV", 600, "dc1.example.org");
	parse(answer_https);
	is_question("shop.example", "HTTPS");
	is_answer(0, "shop.example", "HTTPS", 60, ".");
	is_answer(1, "shop.example", "HTTPS", 60, "svc.example.net");
	parse(answer_txt);
	is_answer(0, "t.example", "TXT", 5, "");
	check(dns.answer[0].size == 17);
	parse(answer_ptr);
	is_answer(0, "17.2.0.192.in-addr.arpa", "PTR", 60, "www.example.com");
}

static void result_codes(void)
{
	char word[SS_DNS_WORD_SIZE];

	parse(answer_nxdomain);
	check_str(ss_dns_rcode_text(dns.rcode, word), "NXDOMAIN");
	/* 23: its upper half is in the OPT record. */
	parse(answer_badcookie);
	check_str(ss_dns_rcode_text(dns.rcode, word), "BADCOOKIE");
	parse(answer_truncated);
	check(dns.truncated && dns.authoritative && !dns.cut);
}

static void words_without_name(void)
{
	char word[SS_DNS_WORD_SIZE];

	check_str(ss_dns_type_text(65280, word), "TYPE65280");
	check_str(ss_dns_type_text(0, word), "TYPE0");
	check_str(ss_dns_type_text(257, word), "CAA");
	check_str(ss_dns_type_text(258, word), "TYPE258");
	check_str(ss_dns_class_text(65535, word), "CLASS65535");
	check_str(ss_dns_rcode_text(4095, word), "RCODE4095");
	check_str(ss_dns_rcode_text(0, word), "NOERROR");
	check_str(ss_dns_opcode_text(3, word), "OPCODE3");
}

static void special_bytes(void)
{
	parse(answer_odd);
	is_question("a\\.b.\\000\\255x\\032y.\\(\\@\\$\\;\\\"\\\\\\).example", "TYPE65280");
}

/* Whatever is missing: what is there is as in the whole message, and it says that it is cut. */
static void cut_anywhere(void)
{
	static struct ss_dns whole;
	size_t size = strlen(answer_chain) / 2;

	parse(answer_chain);
	whole = dns;
	for (size_t len = 12; len < size; len++) {
		check(!parse_cut(answer_chain, len) && dns.cut && !dns.malformed);
		check(dns.answer_count < 4);
		for (int i = 0; i < dns.answer_count; i++)
			check(dns.answer[i].ttl == whole.answer[i].ttl);
	}
	for (size_t len = 0; len < 12; len++)
		check(parse_cut(answer_chain, len) == -EBADMSG);
	check(!parse_cut(answer_chain, 22) && dns.name);
	check_str(ss_dns_text(&dns, dns.name), "www.examp");
	check(!parse_cut(answer_chain, 113) && dns.answer_count == 2);
	check(!parse_cut(answer_chain, 114) && dns.answer_count == 3);
	/* Behind the answers nothing is needed. */
	check(!parse_cut(answer_nxdomain, 50) && !dns.cut);
}

#define HEADER	      "1a2b81800001000000000000"
#define HEADER_ANSWER "1a2b81800001000100000000"
#define QUESTION      "0161000001" /* "a", A, and then */ "0001"

static void hostile_names(void)
{
	check(parse_cut(HEADER "c00c00010001", SIZE_MAX) == -EBADMSG);	   /* itself */
	check(parse_cut(HEADER "c00e00010001", SIZE_MAX) == -EBADMSG);	   /* forward */
	check(parse_cut(HEADER "c00000010001", SIZE_MAX) == -EBADMSG);	   /* the header */
	check(parse_cut(HEADER "0161c00c00010001", SIZE_MAX) == -EBADMSG); /* a circle */
	check(parse_cut(HEADER "40", SIZE_MAX) == -EBADMSG);
	check(parse_cut(HEADER "8061", SIZE_MAX) == -EBADMSG);
	check(parse_cut(HEADER "0361", SIZE_MAX) == -EBADMSG); /* ends, and is not cut */
	check(parse_cut(HEADER "0361620000010001", SIZE_MAX) == -EBADMSG);
	parse(HEADER "0000020001");
	is_question(".", "NS");
}

static void longest_name(void)
{
	char hex[2 * 512] = HEADER;
	size_t n = strlen(hex);

	for (int label = 0; label < 4; label++) {
		int size = label < 3 ? 63 : 61;

		n += sprintf(hex + n, "%02x", size);
		for (int i = 0; i < size; i++)
			n += sprintf(hex + n, "ff");
	}
	strcpy(hex + n, "0000010001");
	check(!parse_cut(hex, SIZE_MAX));
	check(strlen(ss_dns_text(&dns, dns.name)) == SS_DNS_NAME_SIZE - 1);
	/* One byte more in all. */
	strcpy(hex + n, "01610000010001");
	check(parse_cut(hex, SIZE_MAX) == -EBADMSG);
}

static void bad_answers(void)
{
	/* An A record of three bytes. */
	check(!parse_cut(HEADER_ANSWER QUESTION "c00c000100010000000100037f0000", SIZE_MAX));
	check(dns.malformed && !dns.cut && !dns.answer_count && dns.name);
	/* Data that reach beyond the message, which was not cut. */
	check(!parse_cut(HEADER_ANSWER QUESTION "c00c000100010000000100047f0000", SIZE_MAX));
	check(dns.malformed && !dns.answer_count);
	/* A target that reaches beyond its data. */
	check(!parse_cut(HEADER_ANSWER QUESTION "c00c0005000100000001000201620000", SIZE_MAX));
	check(dns.malformed && !dns.answer_count);
	/* An answer announced that is not there. */
	check(!parse_cut(HEADER_ANSWER QUESTION, SIZE_MAX) && dns.malformed);
	/* A TTL with its sign set. */
	parse(HEADER_ANSWER QUESTION "c00c000100018000000100047f000001");
	is_answer(0, "a", "A", 0, "127.0.0.1");
	/* An address is one in class IN only. */
	parse(HEADER_ANSWER QUESTION "c00c0001000300000001000401020304");
	check(dns.answer_count == 1 && !dns.answer[0].addr_len);
}

static void more_answers_than_room(void)
{
	char hex[4096] = "1a2b8180000100280000000"
			 "0" QUESTION;
	size_t n = strlen(hex);

	for (int i = 0; i < 40; i++)
		n += sprintf(hex + n, "c00c00010001000000010004c00002%02x", i);
	check(!parse_cut(hex, SIZE_MAX) && dns.cut && !dns.malformed);
	check(dns.answers == 40 && dns.answer_count == SS_DNS_ANSWERS);
	is_answer(SS_DNS_ANSWERS - 1, "a", "A", 1, "192.0.2.31");
}

/* Labels of bytes that take four each as text, a new name for every answer. */
static void more_names_than_room(void)
{
	char hex[8192] = "1a2b81800001001000000000" QUESTION;
	size_t n = strlen(hex);

	for (int i = 0; i < 16; i++) {
		for (int label = 0; label < 3; label++) {
			n += sprintf(hex + n, "3f%02x", i);
			for (int k = 1; k < 63; k++)
				n += sprintf(hex + n, "ff");
		}
		n += sprintf(hex + n, "0000010001000000010004c0000201");
	}
	check(!parse_cut(hex, SIZE_MAX) && dns.cut && dns.answer_count == 5);
	check(dns.text_len <= SS_DNS_TEXT_SIZE);
}

static void tcp_stream(void)
{
	size_t len, count = 0;
	uint8_t *bytes = unhex("0000001d"
			       "075901000001000000000000076578616d706c65036f72670000010001"
			       "001d"
			       "075901000001000000000000076578616d",
			       SIZE_MAX, &len);
	struct ss_bytes stream = { .at = bytes, .have = len }, message;

	check(ss_dns_tcp_next(&stream, &message) && ss_dns_parse(&dns, &message) == -EBADMSG);
	check(ss_dns_tcp_next(&stream, &message) && !ss_dns_parse(&dns, &message) && !dns.cut);
	is_question("example.org", "A");
	for (; ss_dns_tcp_next(&stream, &message); count++)
		check(!ss_dns_parse(&dns, &message) && dns.cut);
	check(count == 1);
	check_str(ss_dns_text(&dns, dns.name), "exam");
	free(bytes);
}

static const struct check_case cases[] = {
	{ "queries of resolvers", queries },
	{ "a chain of aliases, in lower case, compressed", chain_of_aliases },
	{ "AAAA, MX, SRV, HTTPS, TXT, PTR", other_data },
	{ "result codes, also of twelve bits", result_codes },
	{ "numbers without a name", words_without_name },
	{ "bytes that are special in names", special_bytes },
	{ "cut anywhere", cut_anywhere },
	{ "pointers and labels that are not allowed", hostile_names },
	{ "the longest name, and one byte more", longest_name },
	{ "answers that break the format", bad_answers },
	{ "more answers than are kept", more_answers_than_room },
	{ "more text of names than is kept", more_names_than_room },
	{ "messages of a TCP stream", tcp_stream },
};

CHECK_MAIN(cases)
