/* SPDX-License-Identifier: BSD-2-Clause */
/* From parsed modules to what code is made of: the passes of OPA's compiler, on the syntax tree.
 *
 * After rego_compile() the modules' rules have been rewritten in place to the plain language that
 * follows; a query, too.  Whoever makes code needs to know nothing else.
 *
 * Bodies are in an order in which each expression can be evaluated when those before it were, and
 * hold only
 *	REGO_EXPR_TERM	a value, variable, ref, array, object, set or comprehension: fails when it
 *is undefined or false REGO_EXPR_CALL	of a built-in or a function (rego_unit_target()), with
 *arguments, and one more for the result when there is one more than its arity.  The result is
 *			unified with that one; without it, false or undefined fails.  Equality is
 *the call of "eq" (from =, == and :=): unification of its two arguments. REGO_EXPR_EVERY (key and
 *value are variables, both), REGO_EXPR_NOT (negated bodies) each perhaps negated and with
 *modifiers.  Arguments hold no calls; calls in heads, arrays, refs and comprehensions were moved
 *into the body, with a generated variable in their place, in the body they belong to (of the rule,
 *the comprehension, every).  Refs in arguments were, too, when they are no plain ground data; a
 *ref's path holds only values and variables, or arrays, objects and sets of those.  x in xs, k, v
 *in xs are calls of internal.member_2 and _3; template strings are calls of
 *internal.template_string, print(...) of internal.print, or true.
 *
 * Variables.  Declared ones (:=, some, every, arguments of functions) are renamed to __localN__,
 * unique in the unit.  The others keep their name.  Wildcards are $N.  Of the variables of a
 * closure (comprehension, every, not-body), those that are bound before it in the body around it
 * are the same ones, the rest is its own.  "input" and "data" are the documents, ever the head of
 * a ref or a ref alone; each other ref head is a variable, or, of calls, a name of a function.
 * Equal names are equal pointers (struct rego_string.id is the place in the policy's intern table,
 * from 1: an index).
 */
#ifndef REGO_COMPILE_H
#define REGO_COMPILE_H

#include "rego/builtin/builtin.h"
#include "rego/syntax/ast.h"
#include "rego/value/intern.h"

struct rego_type; /* types.h */

struct rego_compile_options {
	struct rego_intern *names; /* the policy's, with which its modules were parsed */
	uint32_t most_errors;	   /* then "error limit reached"; 0: all */
	bool strict;
	bool keep_print;    /* else calls of print are removed */
	bool test_builtins; /* test.sleep */
	bool tests;	    /* rules named test_: numbered, and they tell their cases */
	bool test_rules;    /* rewrite rules named test_ so that a trace shows both sides of == */
	/* Whether base data has a document at data.PATH; NULL: there is no data. */
	bool (*path_exists)(void *arg, const struct rego_val *path, uint32_t count);
	void *path_arg;
	bool no_schemas; /* do not use the schemas of annotations */
	/* JSON schemas by their names in annotations: {"schema.input": {...}}; "schema" is that of
	 * the input everywhere.  Undefined: there are none. */
	struct rego_val schemas;
};

enum rego_rule_kind {
	REGO_RULE_COMPLETE, /* p := 1; also p[x] := 1, each a value at its own path */
	REGO_RULE_SET,	    /* p contains x, below a path that may have variables */
	REGO_RULE_FUNCTION, /* f(x) := y */
};

/* A place in the tree of rules.  Rules are at the longest path of constants of their full ref
 * (data.package.head): p[x].q is at data.package.p.  A node may have rules and, when heads of its
 * rules have variables, children with rules, too. */
struct rego_rule_node {
	struct rego_val key; /* of the parent; the root has "data" */
	uint32_t id;	     /* place in rego_unit.nodes */
	bool hidden;	     /* data.system: not found by iteration */
	bool ground;	     /* no head here has a variable in its ref */
	enum rego_rule_kind kind;
	uint32_t arity;
	struct rego_rule_node *parent;
	struct rego_rule_node **children; /* sorted by key */
	uint32_t child_count;
	struct rego_rule **rules; /* with default rules; in order of file names, then of the text */
	uint32_t rule_count;
	struct rego_rule *default_rule; /* one of rules, or NULL */
	const struct rego_type *type;	/* what the type checker knows of the whole document */
};

struct rego_unit {
	struct rego_arena *arena;
	struct rego_module **modules; /* sorted by name */
	uint32_t module_count;
	struct rego_rule_node *root; /* data */
	struct rego_rule_node **nodes;
	uint32_t node_count;
	struct rego_rule **order; /* all rules (else branches, too), those that others need first */
	uint32_t order_count;
	struct rego_intern *names;		/* of variables, too */
	const struct rego_string *input, *data; /* "input" and "data" as variables */
	const struct rego_string **original;	/* by id - 1: the name before renaming, or NULL */
	uint32_t original_count;
	struct rego_compile *state; /* for queries */
};

/* NULL with errors when there are any.  The modules' trees are changed. */
struct rego_unit *rego_compile(struct rego_arena *a, struct rego_module **modules, uint32_t count,
			       const struct rego_compile_options *o, struct rego_errors *e);

enum rego_rule_kind rego_rule_kind(const struct rego_rule *r);
/* Child of a node by key; NULL. */
struct rego_rule_node *rego_rule_child(const struct rego_rule_node *n, struct rego_val key);
/* The node of data.a.b; of the path without data.  NULL when there is none. */
struct rego_rule_node *rego_rule_find(const struct rego_unit *u, const struct rego_val *path,
				      uint32_t count);
/* The full ref of a rule: the terms of its package, then those of its head. */
struct rego_term *rego_rule_ref(struct rego_arena *a, const struct rego_rule *r);

/* What is called: one of both is set. */
struct rego_target {
	const struct rego_builtin *builtin;
	struct rego_rule_node *node; /* a function */
};
/* Of the operator of a call, of a target of "with", or of its value when the target is a function
 * and the value a ref: both NULL when the ref is no function. */
struct rego_target rego_unit_target(const struct rego_unit *u, const struct rego_term *ref);

/* The value of an expression of a query. */
struct rego_capture {
	const struct rego_string *var; /* NULL: the expression is true when it succeeds */
	const char *text;	       /* as written */
	struct rego_loc loc;
};

struct rego_query_unit {
	struct rego_arena *arena;
	const struct rego_unit *unit;
	struct rego_body *body;
	struct rego_capture *captures; /* one for each expression that was written */
	uint32_t capture_count;
	/* The bindings of an answer: variables, and their names in the query. */
	const struct rego_string **vars, **var_names;
	uint32_t var_count;
	const struct rego_string **original; /* as of the unit, for names the query has */
	uint32_t original_count;
};

/* NULL with errors when there are any; of the unit only the names get more, which are the ones the
 * body was parsed with.  The package (may be NULL: data) and
 * the imports, each "data.a.b as c", are what names of the query are resolved with. */
struct rego_query_unit *rego_compile_query(struct rego_arena *a, const struct rego_unit *u,
					   struct rego_body *body, const char *package,
					   const char *const *imports, bool capture,
					   struct rego_errors *e);

#endif
