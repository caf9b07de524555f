// SPDX-License-Identifier: BSD-2-Clause
/* Numbers in what files, commands and streams say. */
#include <errno.h>

#include "breaker/reading.h"
#include "check.h"

static int64_t value;

static int number(const char *text)
{
	value = -1;
	return ss_reading_number(text, strlen(text), &value);
}

static void numbers(void)
{
	check(!number("17") && value == 17000);
	check(!number(" 85.5 C\r\n\n") && value == 85500);
	check(!number("first line\n12%\n") && value == 12000);
	check(!number("-0.25") && value == -250);
	check(!number("1.23456") && value == 1234);
	check(!number("+3") && value == 3000);
	check(number("") == -EINVAL);
	check(number("\n \n") == -EINVAL);
	check(number("full") == -EINVAL);
	check(number("1.2.3") == -EINVAL);
	check(number("12 V") == -EINVAL);
	check(number("50 60") == -EINVAL);
	check(number("5 .5") == -EINVAL);
	check(number(".") == -EINVAL);
	check(number("12\nbroken") == -EINVAL);
	check(number("1234567890123456") == -ERANGE);
	check(ss_reading_number("1\0002", 3, &value) == -EINVAL);
}

static void percents(void)
{
	check(ss_reading_is_percent(0) && ss_reading_is_percent(100000));
	check(!ss_reading_is_percent(-1) && !ss_reading_is_percent(100001));
}

static int member(const char *text, const char *key)
{
	struct ss_json_doc *doc = ss_json_doc_new();
	int err = ss_json_parse(doc, text, strlen(text), NULL);

	value = -1;
	if (!err)
		err = ss_reading_member(ss_json_root(doc), key, &value);
	ss_json_doc_free(doc);
	return err;
}

static void members(void)
{
	check(!member("{\"battery\":17}", "battery") && value == 17000);
	check(!member("{\"a\":{\"b\":-1.5e1}}", "a.b") && value == -15000);
	check(!member("{\"a.b\":2}", "a.b") && value == 2000);
	check(member("{\"x\":1}", "battery") == -ENOENT);
	check(member("{\"battery\":\"17\"}", "battery") == -EINVAL);
	check(member("{\"battery\":null}", "battery") == -EINVAL);
	check(member("{\"battery\":1e300}", "battery") == -ERANGE);
	check(member("[1]", "battery") == -ENOENT);
}

static void pressure(void)
{
	static const char text[] = "some avg10=1.00 avg60=0.00 avg300=0.00 total=123\n"
				   "full avg10=0.00 avg60=0.00 avg300=0.00 total=45\n";
	uint64_t us = 0;

	check(!ss_reading_pressure(text, strlen(text), false, &us) && us == 123);
	check(!ss_reading_pressure(text, strlen(text), true, &us) && us == 45);
	check(ss_reading_pressure(text, 40, false, &us) == -EINVAL);
	check(ss_reading_pressure(text, 50, true, &us) == -EINVAL);
	check(ss_reading_pressure("", 0, true, &us) == -EINVAL);
	check(ss_reading_pressure("some total=x", 12, false, &us) == -EINVAL);
}

static const struct check_case cases[] = {
	{ "the number in a file", numbers },
	{ "what is a percentage", percents },
	{ "a member of an object", members },
	{ "a file of pressure", pressure },
};

CHECK_MAIN(cases)
