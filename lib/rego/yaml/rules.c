// SPDX-License-Identifier: BSD-2-Clause
#include "rego/yaml/rules.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "rego/yaml/impl.h"

static const char *const keys[] = { "name",    "description", "on",	  "match",
				    "unless",  "verdict",     "severity", "technique",
				    "message", "action",      NULL };
static const char *const top[] = { "rules", NULL };
static const char *const verdicts[] = { "deny", "warn", NULL };
static const char *const severities[] = { "low", "medium", "high", "critical", NULL };
static const char *const actions[] = {
	"kill", "term", "stop", "cont", "freeze", "cgroup-kill", NULL
};

bool rego_yaml_named(const char *name)
{
	const char *ends[] = { ".policy.yaml", ".policy.yml" };
	size_t len = strlen(name);

	for (int i = 0; i < 2; i++)
		if (len > strlen(ends[i]) && !strcmp(name + len - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

static uint32_t hash_of(const char *s)
{
	uint32_t h = 0x811c9dc5;

	while (*s)
		h = (h ^ (unsigned char)*s++) * 0x01000193;
	return h;
}

/* The text of KEY, which is one of WORDS if these are given; *OUT stays as it is without it. */
static int text_of(struct yaml_rule *r, const struct ss_node *map, const char *key,
		   const char *const *words, const char **out)
{
	const struct ss_node *node = ss_node_get(map, key);
	const char *text;
	int err;

	if (!node)
		return 0;
	err = ss_config_text(r->file, node, &text);
	if (err)
		return err;
	*out = text;
	if (!words)
		return 0;
	for (size_t i = 0; words[i]; i++)
		if (!strcmp(words[i], text))
			return 0;
	return ss_config_error(r->file, node, "unknown %s '%s'", key, text);
}

static int check_name(struct yaml_rule *r, const struct ss_node *map)
{
	const struct ss_node *node = ss_node_get(map, "name");
	int err = node ? text_of(r, map, "name", NULL, &r->name)
		       : ss_config_error(r->file, map, "a rule without a name");

	if (!err && r->name[strspn(r->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					    "0123456789_.-")])
		err = ss_config_error(r->file, node, "'%s' is no name: letters, digits, - _ and .",
				      r->name);
	return err;
}

/* "file.*" are all of a class. */
static int put_type(struct yaml_rule *r, const struct ss_node *node, const char *type)
{
	size_t len = strlen(type);

	if (type[strspn(type, "abcdefghijklmnopqrstuvwxyz0123456789_.*")] ||
	    (strchr(type, '*') && strcspn(type, "*") + 1 < len))
		return ss_config_error(r->file, node, "'%s' is no type: process.exec, or file.*",
				       type);
	if (type[len - 1] == '*')
		ss_strbuf_printf(r->out, "\tstartswith(input.type, \"%.*s\")\n", (int)len - 1,
				 type);
	else
		ss_strbuf_printf(r->out, "\tinput.type == \"%s\"\n", type);
	return r->out->err;
}

/* One rule of Rego for each type, so that the engine can find it by the type alone. */
struct head {
	struct yaml_rule *r;
	const char *text, *body;
};

static int put_head(void *ctx, const struct ss_node *node, const char *type)
{
	struct head *h = ctx;
	int err;

	ss_strbuf_printf(h->r->out, "%s if {\n", h->text);
	err = type ? put_type(h->r, node, type) : 0;
	ss_strbuf_printf(h->r->out, "%s}\n\n", h->body);
	return err;
}

static int put_heads(struct yaml_rule *r, const struct ss_node *map, const char *text,
		     const char *body)
{
	struct head h = { r, text, body };
	const struct ss_node *on = ss_node_get(map, "on");

	return on ? ss_config_each(r->file, on, put_head, &h) : put_head(&h, NULL, NULL);
}

/* The conditions of KEY, as a line of the rule's body. */
static int use(struct yaml_rule *r, const struct ss_node *map, const char *key, const char *before,
	       struct ss_strbuf *body)
{
	const struct ss_node *node = ss_node_get(map, key);
	char name[64];
	int err;

	if (!node)
		return 0;
	err = yaml_conditions(r, node, name);
	ss_strbuf_printf(body, "\t%s%s\n", before, name);
	return err;
}

static void put_word(struct ss_strbuf *out, const char *key, const char *word)
{
	if (!word)
		return;
	ss_strbuf_printf(out, ",\n\t\"%s\": ", key);
	yaml_quote(out, word);
}

static int put_finding(struct yaml_rule *r, const struct ss_node *map)
{
	const struct ss_node *message = ss_node_get(map, "message");
	const char *severity = NULL, *technique = NULL, *text = r->name;
	int err = text_of(r, map, "severity", severities, &severity);

	if (!err)
		err = text_of(r, map, "technique", NULL, &technique);
	if (!err)
		err = text_of(r, map, "message", NULL, &text);
	ss_strbuf_printf(r->out, "%s_finding := {\n\t\"rule\": ", r->prefix);
	yaml_quote(r->out, r->name);
	put_word(r->out, "severity", severity);
	put_word(r->out, "technique", technique);
	ss_strbuf_str(r->out, ",\n\t\"message\": ");
	if (!err)
		err = yaml_message(r, message, text);
	ss_strbuf_str(r->out, ",\n}\n\n");
	return err;
}

static int put_action(struct yaml_rule *r, const struct ss_node *map, const char *body)
{
	struct ss_strbuf head = { 0 };
	const char *action = NULL;
	int err = text_of(r, map, "action", actions, &action);

	if (err || !action)
		return err;
	ss_strbuf_printf(&head,
			 "actions contains {\n\t\"action\": \"%s\",\n\t\"target\": {\"id\": "
			 "input.process.id, \"pid\": input.process.pid},\n\t\"cause\": {\"rule\": "
			 "\"%s\"},\n}",
			 action, r->name);
	err = head.err ? head.err : put_heads(r, map, head.data, body);
	ss_strbuf_fini(&head);
	return err;
}

static int put_rule(struct yaml_rule *r, const struct ss_node *map)
{
	struct ss_strbuf body = { 0 }, head = { 0 };
	const char *verdict = "deny";
	int err = ss_config_keys(r->file, map, keys);

	if (!err)
		err = check_name(r, map);
	if (!err)
		err = text_of(r, map, "verdict", verdicts, &verdict);
	ss_strbuf_printf(r->out, "# %s:%u\n", r->file->name, map->line);
	if (!err && !ss_node_get(map, "on") && !ss_node_get(map, "match"))
		err = ss_config_error(r->file, map,
				      "%s: it is about everything: on or match is needed", r->name);
	if (!err)
		err = put_finding(r, map);
	if (!err)
		err = use(r, map, "match", "", &body);
	if (!err)
		err = use(r, map, "unless", "not ", &body);
	ss_strbuf_printf(&head, "%s contains %s_finding", verdict, r->prefix);
	if (!err)
		err = put_heads(r, map, head.data, body.data ? body.data : "");
	if (!err)
		err = put_action(r, map, body.data ? body.data : "");
	err = err ? err : body.err ? body.err : head.err;
	ss_strbuf_fini(&body);
	ss_strbuf_fini(&head);
	return err;
}

/* Two of one name could not be told apart in what they find. */
static int check_unique(struct ss_config *file, const struct ss_node *rule)
{
	const struct ss_node *name = ss_node_get(rule, "name");

	for (const struct ss_node *other = rule->next; other && name; other = other->next) {
		const struct ss_node *its = ss_node_get(other, "name");

		if (its && its->text && name->text && !strcmp(its->text, name->text))
			return ss_config_error(file, its,
					       "there is a rule '%s' already, in line %u",
					       name->text, name->line);
	}
	return 0;
}

int rego_yaml_rules(struct ss_config *file, struct ss_strbuf *rego)
{
	const struct ss_node *rules = ss_node_get(file->root, "rules");
	struct yaml_rule r = { .file = file, .out = rego };
	unsigned int n = 0;
	int err = ss_config_want(file, file->root, SS_NODE_MAP);

	if (!err)
		err = ss_config_keys(file, file->root, top);
	if (!err && !rules)
		err = ss_config_error(file, file->root, "there is no list 'rules'");
	if (!err)
		err = ss_config_want(file, rules, SS_NODE_LIST);
	if (err)
		return err;
	ss_strbuf_str(rego, "package ss\n\n");
	ss_for_each_node (rule, rules) {
		snprintf(r.prefix, sizeof(r.prefix), "yaml_%08x_%u", hash_of(file->name), n++);
		r.made = 0;
		r.name = NULL;
		if (!err)
			err = check_unique(file, rule);
		if (!err)
			err = put_rule(&r, rule);
	}
	/* The last empty line is one too many. */
	if (!err && rego->len > 1 && rego->data[rego->len - 2] == '\n')
		rego->data[--rego->len] = '\0';
	return err ? err : rego->err;
}
