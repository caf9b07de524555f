/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A unit test is a program: a table of functions, one TAP line each.
 * check(cond) reports and goes on; the case fails at its end.
 */
#ifndef SS_CHECK_H
#define SS_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool check_failed;

#define check(cond)                                                                                \
	((cond) ? true                                                                             \
		: (check_failed = true,                                                            \
		   printf("# %s:%d: %s: not true: %s\n", __FILE__, __LINE__, __func__, #cond),     \
		   false))

#define check_str(got, want)                                                                       \
	(!strcmp((got), (want))                                                                    \
		 ? true                                                                            \
		 : (check_failed = true,                                                           \
		    printf("# %s:%d: got '%s', want '%s'\n", __FILE__, __LINE__, (got), (want)),   \
		    false))

struct check_case {
	const char *name;
	void (*run)(void);
};

static inline int check_main(const struct check_case *cases, int count)
{
	int failed = 0;

	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		check_failed = false;
		cases[i].run();
		printf("%s %d - %s\n", check_failed ? "not ok" : "ok", i + 1, cases[i].name);
		failed += check_failed;
	}
	return failed != 0;
}

#define CHECK_MAIN(cases)                                                                          \
	int main(void)                                                                             \
	{                                                                                          \
		return check_main(cases, sizeof(cases) / sizeof((cases)[0]));                      \
	}

#endif
