// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/power.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "POWER_SUPPLY_"

/* A number of sysfs that is not negative; else -1. */
static int64_t number(const char *s, size_t len)
{
	int64_t n = 0;

	if (!len || len > 18)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		n = n * 10 + (s[i] - '0');
	}
	return n;
}

static bool is(const char *s, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(s, word, len);
}

static enum ss_power_kind kind_of(const char *s, size_t len)
{
	if (is(s, len, "Battery") || is(s, len, "UPS"))
		return SS_POWER_BATTERY;
	/* USB, USB_C, USB_PD and so on, and chargers without a wire */
	if (is(s, len, "Mains") || is(s, len, "Wireless") || (len >= 3 && !memcmp(s, "USB", 3)))
		return SS_POWER_MAINS;
	return SS_POWER_OTHER;
}

static enum ss_power_status status_of(const char *s, size_t len)
{
	return is(s, len, "Discharging") ? SS_POWER_DISCHARGING : SS_POWER_RESTING;
}

static void take_capacity(struct ss_power_supply *s, const char *value, size_t len)
{
	int64_t n = number(value, len);

	/* Some gauges say 101 to 105 when full; what is no percentage says nothing. */
	if (n > 100 && n <= 110)
		n = 100;
	s->percent = n < 0 || n > 100 ? -1 : n * 1000;
}

/* Energy says more than charge, whichever comes first. */
static void take_amount(struct ss_power_supply *s, bool charge, bool full, int64_t n)
{
	if (charge && !s->charge && (s->now >= 0 || s->full >= 0))
		return;
	if (!charge && s->charge)
		s->now = s->full = -1;
	s->charge = charge;
	*(full ? &s->full : &s->now) = n;
}

static void take(struct ss_power_supply *s, const char *key, size_t key_len, const char *value,
		 size_t len)
{
	if (is(key, key_len, "TYPE"))
		s->kind = kind_of(value, len);
	else if (is(key, key_len, "SCOPE"))
		s->device = is(value, len, "Device");
	else if (is(key, key_len, "PRESENT"))
		s->absent = is(value, len, "0");
	else if (is(key, key_len, "ONLINE"))
		s->online = number(value, len) > 0;
	else if (is(key, key_len, "STATUS"))
		s->status = status_of(value, len);
	else if (is(key, key_len, "CAPACITY"))
		take_capacity(s, value, len);
	else if (is(key, key_len, "ENERGY_NOW") || is(key, key_len, "CHARGE_NOW"))
		take_amount(s, *key == 'C', false, number(value, len));
	else if (is(key, key_len, "ENERGY_FULL") || is(key, key_len, "CHARGE_FULL"))
		take_amount(s, *key == 'C', true, number(value, len));
}

void ss_power_read(struct ss_power_supply *s, const char *name, const char *type, const char *text,
		   size_t len)
{
	const char *end = text + len;

	*s = (struct ss_power_supply){ .percent = -1, .now = -1, .full = -1 };
	snprintf(s->name, sizeof(s->name), "%s", name);
	while (text < end) {
		const char *stop = memchr(text, '\n', end - text), *equals;

		stop = stop ? stop : end;
		equals = memchr(text, '=', stop - text);
		if (equals && (size_t)(equals - text) > strlen(PREFIX) &&
		    !memcmp(text, PREFIX, strlen(PREFIX)))
			take(s, text + strlen(PREFIX), equals - text - strlen(PREFIX), equals + 1,
			     stop - equals - 1);
		text = stop + 1;
	}
	if (type)
		s->kind = kind_of(type, strcspn(type, "\n"));
}

/* A battery that counts. */
static bool counts(const struct ss_power_supply *s, const char *only)
{
	if (only)
		return !strcmp(s->name, only);
	return s->kind == SS_POWER_BATTERY && !s->device && !s->absent;
}

/*
 * Does the machine run on something else?  Where a mains is off it does not, whatever
 * the batteries say of themselves.
 */
static bool on_mains(const struct ss_power_supply *all, size_t count)
{
	bool off = false, used = false;

	for (size_t i = 0; i < count; i++) {
		const struct ss_power_supply *s = &all[i];

		if (s->device || s->broken)
			continue;
		if (s->kind == SS_POWER_MAINS && s->online && !s->sourced)
			return true;
		off |= s->kind == SS_POWER_MAINS;
		used |= s->kind == SS_POWER_BATTERY && !s->absent && s->status != SS_POWER_RESTING;
	}
	return !off && !used;
}

/* Of all that count, when each says how much of which unit it has. */
static bool by_amount(const struct ss_power_supply *all, size_t count, const char *only,
		      int64_t *percent)
{
	double now = 0, full = 0;
	int unit = -1;

	for (size_t i = 0; i < count; i++) {
		if (!counts(&all[i], only))
			continue;
		if (all[i].now < 0 || all[i].full <= 0 || (unit >= 0 && unit != all[i].charge))
			return false;
		unit = all[i].charge;
		now += all[i].now;
		full += all[i].full;
	}
	*percent = full > 0 && now < full ? now / full * 100000 : 100000;
	return full > 0;
}

/* Else the best of them, as none is low unless all are. */
static int64_t best(const struct ss_power_supply *all, size_t count, const char *only)
{
	int64_t most = -1;

	for (size_t i = 0; i < count; i++)
		if (counts(&all[i], only) && all[i].percent > most)
			most = all[i].percent;
	return most;
}

enum ss_power_found ss_power_judge(const struct ss_power_supply *all, size_t count,
				   const char *only, int64_t *percent)
{
	bool resting = true;
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		if (!counts(&all[i], only))
			continue;
		if (all[i].broken || (all[i].percent < 0 && all[i].full <= 0))
			return SS_POWER_UNKNOWN;
		found++;
		resting &= all[i].status == SS_POWER_RESTING;
	}
	if (!found)
		return SS_POWER_NONE;
	/* One says its own percent best: it may know of more than it tells. */
	if (found == 1 && best(all, count, only) >= 0)
		*percent = best(all, count, only);
	else if (!by_amount(all, count, only, percent))
		*percent = best(all, count, only);
	if (*percent < 0)
		return SS_POWER_UNKNOWN;
	return (only ? resting : on_mains(all, count)) ? SS_POWER_IDLE : SS_POWER_LEFT;
}

bool ss_power_is_event(const char *text, size_t len)
{
	static const char key[] = "SUBSYSTEM=power_supply";
	const char *end = text + len;

	while (text < end) {
		size_t n = strnlen(text, end - text);

		if (n == strlen(key) && !memcmp(text, key, n))
			return true;
		text += n + 1;
	}
	return false;
}
