// SPDX-License-Identifier: BSD-2-Clause
/* Documents of data, at their place below "data". */
#include <errno.h>
#include <string.h>

#include "core/json_write.h"
#include "manifest.h"
#include "rego/builtin/functions.h"
#include "rego/yaml/rules.h"

/* {"a":{"b": ... }} around it. */
static void wrap(struct ss_strbuf *out, const char *at, const char *json, size_t len)
{
	struct ss_json w;
	size_t depth = 0;

	ss_json_init(&w, out);
	while (*at) {
		size_t n = strcspn(at, "/");

		ss_strbuf_char(out, '{');
		w.comma = false;
		ss_json_str(&w, NULL, at, n);
		ss_strbuf_char(out, ':');
		at += n + (at[n] == '/');
		depth++;
	}
	ss_strbuf_add(out, json, len);
	while (depth--)
		ss_strbuf_char(out, '}');
}

/* YAML as a value; it is NULL with why not in call->message. */
static bool read_yaml(struct rego_call *call, const char *text, size_t len, struct ss_strbuf *json)
{
	struct rego_val source, value;
	jmp_buf out;

	if (!rego_arena_try(call->arena, &out))
		return false;
	source = rego_string(call->arena, text, len);
	value = rego_fn_yaml_unmarshal(call, &source);
	if (!rego_defined(value))
		return false;
	rego_json_write(json, value);
	return true;
}

int load_yaml(const char *text, size_t len, struct ss_strbuf *json, struct ss_strbuf *why)
{
	struct rego_arena arena;
	struct rego_call call = { .arena = &arena, .name = "yaml" };
	int err = 0;

	rego_arena_init(&arena, LOAD_MAX_FILE);
	if (!read_yaml(&call, text, len, json)) {
		const char *said = call.message ? call.message : "too large";

		ss_strbuf_str(why, strncmp(said, "yaml: ", 6) ? said : said + 6);
		err = -EINVAL;
	}
	rego_arena_fini(&arena);
	return err ? err : json->err;
}

struct rego_val load_input(struct rego_eval *e, struct ss_strbuf *text, const char **error)
{
	struct rego_val v = rego_eval_input(e, text->data, text->len, error);
	struct ss_strbuf json = { 0 }, why = { 0 };
	const char *again = NULL;

	if (*error && !load_yaml(text->data, text->len, &json, &why)) {
		v = rego_eval_input(e, json.data, json.len, &again);
		if (!again) {
			*error = NULL;
			ss_strbuf_clear(text);
			ss_strbuf_add(text, json.data, json.len);
		}
	}
	ss_strbuf_fini(&json);
	ss_strbuf_fini(&why);
	return v;
}

int load_document(struct load *load, const char *name, const char *at, const char *text, size_t len,
		  bool yaml)
{
	struct ss_strbuf json = { 0 }, whole = { 0 }, why = { 0 };
	int err = yaml ? load_yaml(text, len, &json, &why) : 0;

	load->l->documents++;
	load_hash(load, name, strlen(name) + 1);
	load_hash(load, text, len);
	if (!err)
		wrap(&whole, at, yaml ? json.data : text, yaml ? json.len : len);
	if (err == -EINVAL) {
		err = load_wrong(load, "%s: %s", name, why.data ? why.data : "no YAML");
	} else if (!err && !whole.err) {
		if (rego_policy_data(load->policy, name, whole.data, whole.len))
			load->wrong = true;
		else if (load->inside)
			err = manifest_document(load, load->bundles, whole.data, whole.len);
	}
	err = err ? err : whole.err;
	ss_strbuf_fini(&json);
	ss_strbuf_fini(&whole);
	ss_strbuf_fini(&why);
	return err;
}

int load_rules(struct load *load, const char *name, const char *text, size_t len)
{
	struct ss_config file = { 0 };
	struct ss_strbuf rego = { 0 };
	int err = ss_config_parse(&file, name, text, len);

	if (!err)
		err = rego_yaml_rules(&file, &rego);
	if (!err) {
		load->l->modules++;
		load_hash(load, name, strlen(name) + 1);
		load_hash(load, rego.data, rego.len);
		if (rego_policy_add_rules(load->policy, name, rego.data, rego.len))
			load->wrong = true;
		else if (load->inside)
			manifest_module(load, load->bundles, name);
	}
	if (err == -EINVAL)
		err = load_wrong(load, "%s", file.why.data);
	ss_config_fini(&file);
	ss_strbuf_fini(&rego);
	return err;
}
