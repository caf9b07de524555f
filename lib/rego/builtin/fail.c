/* SPDX-License-Identifier: BSD-2-Clause */
/* What a built-in says when it cannot answer: OPA's texts. */
#include <stdarg.h>

#include "rego/builtin/builtin.h"
#include "rego/value/number.h"

/* "before" and what fmt makes, in the arena. */
__attribute__((format(printf, 4, 0))) static struct rego_val
fail(struct rego_call *c, enum rego_fault fault, const char *before, const char *fmt, va_list args)
{
	const char *text = rego_vprintf(c->arena, fmt, args);

	c->fault = fault;
	c->message = *before ? rego_printf(c->arena, "%s%s", before, text) : text;
	return rego_undefined();
}

struct rego_val rego_fail(struct rego_call *c, const char *fmt, ...)
{
	struct rego_val v;
	va_list args;

	va_start(args, fmt);
	v = fail(c, REGO_FAULT_BUILTIN, rego_printf(c->arena, "%s: ", c->name), fmt, args);
	va_end(args);
	return v;
}

struct rego_val rego_fail_as(struct rego_call *c, enum rego_fault fault, const char *fmt, ...)
{
	struct rego_val v;
	va_list args;

	va_start(args, fmt);
	v = fail(c, fault, "", fmt, args);
	va_end(args);
	return v;
}

struct rego_val rego_operand_as(struct rego_call *c, int operand, const char *fmt, ...)
{
	struct rego_val v;
	va_list args;

	va_start(args, fmt);
	v = fail(c, REGO_FAULT_TYPE, rego_printf(c->arena, "%s: operand %d ", c->name, operand),
		 fmt, args);
	va_end(args);
	return v;
}

struct rego_val rego_operand(struct rego_call *c, int operand, const char *wanted,
			     struct rego_val got)
{
	return rego_operand_as(c, operand, "must be %s but got %s", wanted,
			       rego_kind_name(got.kind));
}

bool rego_want(struct rego_call *c, const struct rego_val *args, int operand, enum rego_kind kind)
{
	if (args[operand - 1].kind == kind)
		return true;
	rego_operand(c, operand, rego_kind_name(kind), args[operand - 1]);
	return false;
}

bool rego_want_int(struct rego_call *c, const struct rego_val *args, int operand, int64_t *out)
{
	if (!rego_want(c, args, operand, REGO_NUMBER))
		return false;
	if (rego_to_int64(args[operand - 1], out))
		return true;
	rego_operand_as(c, operand, "must be integer number but got floating-point number");
	return false;
}
