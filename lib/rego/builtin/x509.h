/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates and certificate requests as Go's crypto/x509 parses them. */
#ifndef REGO_X509_H
#define REGO_X509_H

#include "rego/builtin/gourl.h"
#include "rego/builtin/keys.h"

enum { REGO_X509_SIGN_MOST = 17 };

struct rego_extension {
	struct rego_oid id;
	bool critical;
	struct rego_der value;
};

struct rego_time {
	int64_t seconds; /* since 1970, UTC */
	int offset;	 /* seconds east */
};

struct rego_ip_net {
	struct rego_der ip, mask;
};

/* Lists of strings, addresses and so on are arrays of values as JSON shows them; what Go has as
 * nil is null. */
struct rego_cert {
	struct rego_der raw, tbs, spki, subject, issuer, signature;
	int signature_algorithm, key_algorithm;
	struct rego_key *key;
	int64_t version;
	struct rego_val serial, subject_value, issuer_value;
	struct rego_time not_before, not_after;
	struct rego_extension *extensions;
	size_t extension_count;
	unsigned int key_usage;
	bool basic_constraints, is_ca, key_usage_set;
	int64_t max_path_len;
	struct rego_der subject_key_id, authority_key_id;
	bool has_constraints, constraints_critical;
	int64_t inhibit_any, inhibit_mapping, require_policy;
	bool inhibit_any_zero, inhibit_mapping_zero, require_policy_zero;
	struct rego_builder unhandled, ext_key_usage, unknown_usage, ocsp, issuing, dns, email, ip,
		uris, uri_texts, permitted_dns, excluded_dns, permitted_ip, excluded_ip,
		permitted_email, excluded_email, permitted_uri, excluded_uri, crl, policies,
		policy_ids, mappings;
};

struct rego_cert *rego_cert_parse(struct rego_arena *a, struct rego_der *der, const char **error);
/* As JSON: with_uris adds URIStrings. */
struct rego_val rego_cert_value(struct rego_arena *a, const struct rego_cert *c, bool with_uris);
/* A request, as JSON. */
struct rego_val rego_request_value(struct rego_arena *a, struct rego_der der, const char **error);

/* Parts that both have. */
int rego_signature_algorithm(const struct rego_oid *oid, struct rego_der params);
int rego_key_algorithm(const struct rego_oid *oid);
bool rego_name_parse(struct rego_arena *a, struct rego_der der, struct rego_val *out,
		     const char **error);
bool rego_san_parse(struct rego_arena *a, struct rego_der der, struct rego_cert *c,
		    const char **error);
struct rego_val rego_public_key_value(struct rego_arena *a, const struct rego_key *k);
struct rego_val rego_extension_value(struct rego_arena *a, const struct rego_extension *e);
bool rego_extensions_apply(struct rego_arena *a, struct rego_cert *c, const char **error);
/* A DNS name, or a constraint on one. */
bool rego_domain_valid(const char *s, size_t len, bool constraint);
void rego_put_member(struct rego_builder *b, const char *name, struct rego_val v);

struct rego_verify_options {
	const char *dns_name; /* "": none */
	int64_t time_ns;      /* when time_given */
	bool time_given;
	int64_t max_comparisons;
	int *usages; /* none: server authentication */
	size_t usage_count;
};

/* The chain from the last of certs to the first, in *chain (of count at most); 0: none. */
size_t rego_chain_verify(struct rego_arena *a, struct rego_cert **certs, size_t count,
			 const struct rego_verify_options *o, int64_t now_ns,
			 struct rego_cert **chain);

#endif
