/* SPDX-License-Identifier: BSD-2-Clause */
/* json.patch: what each operation does. */
#include "rego/builtin/json_patch.h"

#include "rego/builtin/functions.h"
#include "rego/builtin/json_path.h"
#include "rego/builtin/text.h"

static bool insert_at(struct rego_patch *p, struct rego_patch_node *root,
		      const struct rego_path *path, struct rego_val value)
{
	struct rego_patch_node *n;

	if (!rego_defined(value))
		return rego_patch_fail(p, "cannot insert nil value into EditTree");
	if (!path->count) {
		rego_patch_set(p, root, value);
		return true;
	}
	n = rego_patch_unfold(p, root, path->parts, path->count - 1);
	return n && rego_patch_insert(p, n, path->parts[path->count - 1], value);
}

static bool delete_at(struct rego_patch *p, struct rego_patch_node *root,
		      const struct rego_path *path)
{
	struct rego_patch_node *n;

	if (!path->count) {
		if (!rego_defined(root->value))
			return rego_patch_fail(p,
					       "deleted node encountered during delete operation");
		rego_patch_set(p, root, rego_undefined());
		return true;
	}
	n = rego_patch_unfold(p, root, path->parts, path->count - 1);
	return n && rego_patch_delete(p, n, path->parts[path->count - 1]);
}

static bool render_at(struct rego_patch *p, struct rego_patch_node *root,
		      const struct rego_path *path, struct rego_val *out)
{
	struct rego_patch_node *n = rego_patch_unfold(p, root, path->parts, path->count);

	if (n)
		*out = rego_patch_render(p, n);
	return n;
}

static bool missing(struct rego_patch *p, const char *name)
{
	return rego_patch_fail(p, "missing required attribute '%s'", name);
}

static bool test(struct rego_patch *p, struct rego_patch_node *root, const struct rego_path *path,
		 struct rego_val value)
{
	struct rego_val found;

	if (!render_at(p, root, path, &found))
		return false;
	if (!rego_defined(value))
		return missing(p, "value");
	if (!rego_defined(found) || !rego_equal(found, value))
		return rego_patch_fail(
			p, "value from EditTree != patch value.\n\nExpected: %s\n\nFound: %s",
			rego_patch_show(p, value),
			rego_defined(found) ? rego_patch_show(p, found) : "<nil>");
	return true;
}

/* move and copy. */
static bool transfer(struct rego_patch *p, struct rego_patch_node *root,
		     const struct rego_path *path, struct rego_val from, bool move)
{
	struct rego_path source;
	struct rego_val chunk;

	if (!rego_defined(from))
		return missing(p, "from");
	if (!rego_path_parse(p->call, from, &source) || !render_at(p, root, &source, &chunk) ||
	    (move && !delete_at(p, root, &source)))
		return false;
	return insert_at(p, root, path, chunk);
}

static bool apply(struct rego_patch *p, struct rego_patch_node *root, struct rego_val operation)
{
	struct rego_val path_value, op, value;
	struct rego_path path;
	const char *name;

	if (operation.kind != REGO_OBJECT)
		return rego_patch_fail(
			p, "must be an array of JSON-Patch objects, but at least one element is "
			   "not an object");
	path_value = rego_get_text(operation, "path");
	op = rego_get_text(operation, "op");
	value = rego_get_text(operation, "value");
	if (!rego_defined(path_value))
		return missing(p, "path");
	if (!rego_defined(op))
		return missing(p, "op");
	if (op.kind != REGO_STRING)
		return rego_patch_fail(p, "attribute 'op' must be a string but found: %s",
				       rego_kind_name((enum rego_kind)op.kind));
	if (!rego_path_parse(p->call, path_value, &path))
		return false;
	name = rego_text(op);
	if (!strcmp(name, "add"))
		return rego_defined(value) ? insert_at(p, root, &path, value) : missing(p, "value");
	if (!strcmp(name, "remove"))
		return delete_at(p, root, &path);
	if (!strcmp(name, "replace"))
		return delete_at(p, root, &path) &&
		       (rego_defined(value) ? insert_at(p, root, &path, value)
					    : missing(p, "value"));
	if (!strcmp(name, "move") || !strcmp(name, "copy"))
		return transfer(p, root, &path, rego_get_text(operation, "from"), *name == 'm');
	if (!strcmp(name, "test"))
		return test(p, root, &path, value);
	return rego_patch_fail(p, "unrecognized op: '%s'", name);
}

struct rego_val rego_fn_json_patch(struct rego_call *c, const struct rego_val *args)
{
	struct rego_patch p = { .call = c, .arena = c->arena };
	struct rego_patch_node *root;

	if (!rego_want(c, args, 2, REGO_ARRAY))
		return rego_undefined();
	root = rego_patch_node(&p, args[0]);
	for (uint32_t i = 0; i < args[1].array->count; i++)
		if (!apply(&p, root, args[1].array->items[i]))
			return p.error ? rego_fail(c, "%s", p.error) : rego_undefined();
	return rego_patch_render(&p, root);
}
