/* SPDX-License-Identifier: BSD-2-Clause */
/* One HTTP exchange, with libcurl.  Nothing is allocated in the arena while a handle is open. */
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rego/builtin/gourl.h"
#include "rego/builtin/http_transfer.h"

#define MOST_BYTES     (64 << 20)
#define MOST_REDIRECTS 10
#define MOST_URL       8192
#define FIRST_DELAY_MS 100
#define MOST_DELAY_MS  60000

struct buffer {
	char *data;
	size_t len;
};

struct exchange {
	struct buffer head, body;
	char next[MOST_URL]; /* where it redirects to */
	char address[64];
	long status, os_error;
	CURLcode code;
};

static size_t append(struct buffer *b, const char *data, size_t len)
{
	char *more;

	if (len > MOST_BYTES || b->len > MOST_BYTES - len)
		return 0;
	more = realloc(b->data, b->len + len + 1);
	if (!more)
		return 0;
	b->data = more;
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = 0;
	return len;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	return append(&((struct exchange *)arg)->body, data, size * n);
}

/* An interim answer (100) comes before the real one: what counts is the last. */
static size_t on_head(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	if (n > 5 && !memcmp(data, "HTTP/", 5))
		x->head.len = 0;
	return append(&x->head, data, size * n);
}

static void set_blob(CURL *h, CURLoption option, const char *pem)
{
	struct curl_blob blob = { (void *)pem, strlen(pem), CURL_BLOB_COPY };

	curl_easy_setopt(h, option, &blob);
}

static void set_tls(CURL *h, const struct rego_transfer *t)
{
	if (t->insecure) {
		curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (t->authorities) {
		set_blob(h, CURLOPT_CAINFO_BLOB, t->authorities);
		curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
	}
	if (t->cert && t->key) {
		set_blob(h, CURLOPT_SSLCERT_BLOB, t->cert);
		set_blob(h, CURLOPT_SSLKEY_BLOB, t->key);
	}
}

static void set_body(CURL *h, const struct rego_transfer *t, const char *method)
{
	bool writes = !strcmp(method, "POST") || !strcmp(method, "PUT") || !strcmp(method, "PATCH");

	if (!strcmp(method, "HEAD"))
		curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
	if (t->body_len || writes) {
		curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->body_len);
		curl_easy_setopt(h, CURLOPT_POSTFIELDS, t->body);
	}
	curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method);
}

static struct curl_slist *header_list(const struct rego_transfer *t)
{
	/* What libcurl would add by itself and Go does not. */
	static const char *const none[] = { "Accept:", "Expect:", "Content-Type:" };
	struct curl_slist *list = NULL;

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		size_t len = strlen(none[i]);
		bool given = false;

		for (size_t k = 0; k < t->header_count; k++)
			given |= !strncasecmp(t->headers[k], none[i], len);
		if (!given)
			list = curl_slist_append(list, none[i]);
	}
	for (size_t k = 0; k < t->header_count; k++)
		list = curl_slist_append(list, t->headers[k]);
	return list;
}

static void note(CURL *h, struct exchange *x)
{
	char *text = NULL;

	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &x->status);
	curl_easy_getinfo(h, CURLINFO_OS_ERRNO, &x->os_error);
	if (curl_easy_getinfo(h, CURLINFO_PRIMARY_IP, &text) == CURLE_OK && text)
		strncpy(x->address, text, sizeof(x->address) - 1);
	if (curl_easy_getinfo(h, CURLINFO_REDIRECT_URL, &text) == CURLE_OK && text &&
	    strlen(text) < MOST_URL)
		strcpy(x->next, text);
}

static void exchange(const struct rego_transfer *t, const char *method, const char *url,
		     struct exchange *x)
{
	CURL *h = curl_easy_init();
	struct curl_slist *list = h ? header_list(t) : NULL;

	x->code = CURLE_OUT_OF_MEMORY;
	x->head.len = x->body.len = 0;
	x->next[0] = x->address[0] = 0;
	if (!h)
		return;
	curl_easy_setopt(h, CURLOPT_URL, url);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(h, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)t->timeout_ms);
	curl_easy_setopt(h, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(h, CURLOPT_HEADERDATA, x);
	if (t->socket)
		curl_easy_setopt(h, CURLOPT_UNIX_SOCKET_PATH, t->socket);
	set_tls(h, t);
	set_body(h, t, method);
	x->code = curl_easy_perform(h);
	note(h, x);
	curl_slist_free_all(list);
	curl_easy_cleanup(h);
}

/* As Go writes errors of its client. */
static const char *failure(struct rego_arena *a, const char *method, const char *url,
			   const struct exchange *x)
{
	char *op = rego_strndup(a, method, strlen(method));
	const char *why = curl_easy_strerror(x->code), *error;
	struct rego_url *u = rego_url_parse(a, url, strlen(url), &error);

	for (char *s = op + (*op != 0); *s; s++)
		*s |= *s >= 'A' && *s <= 'Z' ? 0x20 : 0;
	if (x->code == CURLE_OPERATION_TIMEDOUT)
		return rego_printf(a, "%s %s: request timed out", op, url);
	if (x->code == CURLE_COULDNT_RESOLVE_HOST)
		why = rego_printf(a, "dial tcp: lookup %s: no such host",
				  u ? rego_url_hostname(a, u) : url);
	else if (x->code == CURLE_COULDNT_CONNECT && x->os_error)
		why = rego_printf(a, "dial tcp %s:%s: connect: %s",
				  *x->address || !u ? x->address : rego_url_hostname(a, u),
				  u && *rego_url_port(u)      ? rego_url_port(u)
				  : !strncmp(url, "https", 5) ? "443"
							      : "80",
				  x->os_error == ECONNREFUSED ? "connection refused"
							      : strerror((int)x->os_error));
	return rego_printf(a, "%s \"%s\": %s", op, url, why);
}

static void free_exchange(void *what)
{
	struct exchange *x = what;

	free(x->head.data);
	free(x->body.data);
	free(x);
}

static void wait_before(int64_t attempt)
{
	double ms = FIRST_DELAY_MS;
	struct timespec ts;

	for (int64_t i = 0; i < attempt && ms < MOST_DELAY_MS; i++)
		ms *= 1.6;
	if (ms > MOST_DELAY_MS)
		ms = MOST_DELAY_MS;
	ts.tv_sec = (time_t)(ms / 1000);
	ts.tv_nsec = (long)(ms * 1e6) % 1000000000;
	nanosleep(&ts, NULL);
}

static bool host_allowed(struct rego_call *c, const char *url, const char **error)
{
	struct rego_url *u = rego_url_parse(c->arena, url, strlen(url), error);
	const char *host;

	if (!u)
		return false;
	host = rego_strndup(c->arena, u->host, strcspn(u->host, ":"));
	if (rego_net_allows(c->env->net, host))
		return true;
	*error = rego_printf(c->arena, "unallowed host: %s", host);
	return false;
}

const char *rego_transfer(struct rego_call *c, const struct rego_transfer *t,
			  struct rego_reply *reply)
{
	const char *method = t->method, *url = t->url, *error;
	struct exchange *x;

	x = calloc(1, sizeof(*x));
	if (!x)
		rego_stop(c->arena, REGO_STOP_MEMORY);
	rego_arena_defer(c->arena, free_exchange, x);
	for (int redirects = 0;; redirects++) {
		if (!t->socket && !host_allowed(c, url, &error))
			return error;
		for (int64_t i = 0;; i++) {
			exchange(t, method, url, x);
			if (x->code == CURLE_OK || i >= t->attempts)
				break;
			wait_before(i);
		}
		if (x->code != CURLE_OK)
			return failure(c->arena, method, url, x);
		if (!t->redirects || !*x->next || redirects == MOST_REDIRECTS)
			break;
		url = rego_strndup(c->arena, x->next, strlen(x->next));
		if (x->status != 307 && x->status != 308 && strcmp(method, "HEAD"))
			method = "GET";
	}
	*reply = (struct rego_reply){ x->head.data, x->body.data, x->head.len, x->body.len,
				      x->status };
	return NULL;
}
