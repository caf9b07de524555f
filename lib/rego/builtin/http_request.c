/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests as objects: their keys, their body. */
#include <string.h>

#include "rego/builtin/http_request.h"
#include "rego/builtin/text.h"

static const char *const known[] = {
	"method",
	"url",
	"body",
	"enable_redirect",
	"force_json_decode",
	"force_yaml_decode",
	"headers",
	"raw_body",
	"tls_use_system_certs",
	"tls_ca_cert",
	"tls_ca_cert_file",
	"tls_ca_cert_env_variable",
	"tls_client_cert",
	"tls_client_cert_file",
	"tls_client_cert_env_variable",
	"tls_client_key",
	"tls_client_key_file",
	"tls_client_key_env_variable",
	"tls_insecure_skip_verify",
	"tls_server_name",
	"timeout",
	"cache",
	"force_cache",
	"force_cache_duration_seconds",
	"raise_error",
	"caching_mode",
	"max_retry_attempts",
	"cache_ignored_headers",
};

static bool is_known(struct rego_val key)
{
	if (key.kind != REGO_STRING)
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i]) == rego_len(key) && !strcmp(known[i], rego_text(key)))
			return true;
	return false;
}

struct rego_val rego_keys_missing(struct rego_arena *a, struct rego_val object,
				  const char *const *want, size_t n)
{
	struct rego_builder b = { .arena = a };

	for (size_t i = 0; i < n; i++)
		if (rego_get_text(object, want[i]).kind == REGO_UNDEFINED)
			rego_add(&b, rego_cstring(a, want[i]));
	return rego_build_set(&b);
}

const char *rego_request_check(struct rego_arena *a, struct rego_val request)
{
	static const char *const required[] = { "method", "url" };
	struct rego_builder b = { .arena = a };
	struct rego_val set;

	for (uint32_t i = 0; i < request.object->count; i++)
		if (!is_known(request.object->pairs[i].key))
			rego_add(&b, request.object->pairs[i].key);
	set = rego_build_set(&b);
	if (set.set->count)
		return rego_printf(a, "operand 1 invalid request parameters(s): %s",
				   rego_term_text(a, set));
	set = rego_keys_missing(a, request, required, 2);
	if (set.set->count)
		return rego_printf(a, "operand 1 missing required request parameters(s): %s",
				   rego_term_text(a, set));
	return NULL;
}

const char *rego_request_body(struct rego_arena *a, struct rego_val request, size_t *len)
{
	struct rego_val raw = rego_get_text(request, "raw_body");
	struct rego_val body = rego_get_text(request, "body");

	*len = 0;
	if (raw.kind == REGO_STRING) {
		*len = rego_len(raw);
		return rego_text(raw);
	}
	if (raw.kind != REGO_UNDEFINED || body.kind == REGO_UNDEFINED)
		return "";
	return rego_json_text(a, body, len);
}

bool rego_net_allows(const struct rego_net *net, const char *host)
{
	if (!net)
		return false;
	for (size_t i = 0; i < net->count; i++)
		if (!strcmp(net->hosts[i], host))
			return true;
	return !net->hosts;
}
