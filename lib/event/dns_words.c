// SPDX-License-Identifier: BSD-2-Clause
/* The numbers of DNS as words: IANA's registry, and RFC 3597 for those it lacks. */
#include <stdio.h>

#include "event/dns.h"

static const char *const types[] = {
	[SS_DNS_A] = "A",
	[SS_DNS_NS] = "NS",
	[SS_DNS_CNAME] = "CNAME",
	[SS_DNS_SOA] = "SOA",
	[10] = "NULL",
	[11] = "WKS",
	[SS_DNS_PTR] = "PTR",
	[13] = "HINFO",
	[SS_DNS_MX] = "MX",
	[16] = "TXT",
	[17] = "RP",
	[18] = "AFSDB",
	[24] = "SIG",
	[25] = "KEY",
	[SS_DNS_AAAA] = "AAAA",
	[29] = "LOC",
	[SS_DNS_SRV] = "SRV",
	[35] = "NAPTR",
	[36] = "KX",
	[37] = "CERT",
	[SS_DNS_DNAME] = "DNAME",
	[SS_DNS_OPT] = "OPT",
	[42] = "APL",
	[43] = "DS",
	[44] = "SSHFP",
	[45] = "IPSECKEY",
	[46] = "RRSIG",
	[47] = "NSEC",
	[48] = "DNSKEY",
	[49] = "DHCID",
	[50] = "NSEC3",
	[51] = "NSEC3PARAM",
	[52] = "TLSA",
	[53] = "SMIMEA",
	[55] = "HIP",
	[59] = "CDS",
	[60] = "CDNSKEY",
	[61] = "OPENPGPKEY",
	[62] = "CSYNC",
	[63] = "ZONEMD",
	[SS_DNS_SVCB] = "SVCB",
	[SS_DNS_HTTPS] = "HTTPS",
	[99] = "SPF",
	[249] = "TKEY",
	[250] = "TSIG",
	[251] = "IXFR",
	[252] = "AXFR",
	[255] = "ANY",
	[256] = "URI",
	[257] = "CAA",
};

static const char *const classes[] = {
	[SS_DNS_CLASS_IN] = "IN", [3] = "CH", [4] = "HS", [254] = "NONE", [255] = "ANY",
};

static const char *const rcodes[] = {
	"NOERROR",	  "FORMERR",	    "SERVFAIL",	      "NXDOMAIN",	 "NOTIMP",
	"REFUSED",	  "YXDOMAIN",	    "YXRRSET",	      "NXRRSET",	 "NOTAUTH",
	"NOTZONE",	  "DSOTYPENI",	    [16] = "BADVERS", [17] = "BADKEY",	 [18] = "BADTIME",
	[19] = "BADMODE", [20] = "BADNAME", [21] = "BADALG",  [22] = "BADTRUNC", [23] = "BADCOOKIE",
};

static const char *const opcodes[] = {
	"QUERY", "IQUERY", "STATUS", [4] = "NOTIFY", [5] = "UPDATE", [6] = "DSO",
};

#define COUNT(words) (sizeof(words) / sizeof((words)[0]))

static const char *word(const char *const *words, size_t count, const char *prefix, unsigned value,
			char *out)
{
	if (value < count && words[value])
		return words[value];
	snprintf(out, SS_DNS_WORD_SIZE, "%s%u", prefix, value);
	return out;
}

const char *ss_dns_type_text(uint16_t type, char out[static SS_DNS_WORD_SIZE])
{
	return word(types, COUNT(types), "TYPE", type, out);
}

const char *ss_dns_class_text(uint16_t class, char out[static SS_DNS_WORD_SIZE])
{
	return word(classes, COUNT(classes), "CLASS", class, out);
}

const char *ss_dns_rcode_text(uint16_t rcode, char out[static SS_DNS_WORD_SIZE])
{
	return word(rcodes, COUNT(rcodes), "RCODE", rcode, out);
}

const char *ss_dns_opcode_text(uint8_t opcode, char out[static SS_DNS_WORD_SIZE])
{
	return word(opcodes, COUNT(opcodes), "OPCODE", opcode, out);
}
