/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From what /sys/class/power_supply says to one number: how much is left of what the
 * machine runs on.  By the rules of systemd (src/shared/battery-util.c), which many
 * machines have been tried against.
 */
#ifndef SS_BREAKER_POWER_H
#define SS_BREAKER_POWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SS_POWER_MAX  32 /* supplies */
#define SS_POWER_NAME 64

enum ss_power_kind { SS_POWER_OTHER, SS_POWER_BATTERY, SS_POWER_MAINS };
enum ss_power_status {
	SS_POWER_UNSAID, /* then it is in use */
	SS_POWER_DISCHARGING,
	SS_POWER_RESTING, /* charging, full, not charging, or unknown */
};

struct ss_power_supply {
	char name[SS_POWER_NAME];
	enum ss_power_kind kind;
	bool device;  /* of a mouse or a headset, not of the machine */
	bool absent;  /* an empty bay */
	bool online;  /* of the mains */
	bool sourced; /* a USB port that gives power instead of taking it */
	bool broken;  /* could not be read */
	enum ss_power_status status;
	/* In thousandths, and in whatever unit it counts; -1: not said. */
	int64_t percent, now, full;
	bool charge; /* NOW and FULL are of charge, not of energy */
};

/*
 * TEXT is the file uevent of a supply, TYPE its file type (NULL: as TEXT says).
 * What is not understood is not said.
 */
void ss_power_read(struct ss_power_supply *s, const char *name, const char *type, const char *text,
		   size_t len);

enum ss_power_found {
	SS_POWER_LEFT,	 /* *percent is left */
	SS_POWER_IDLE,	 /* the same, and nothing of it is used */
	SS_POWER_NONE,	 /* there is no battery */
	SS_POWER_UNKNOWN /* one could not be read */
};

/*
 * Thousandths of a percent of all batteries together, by their energy.  ONLY: of that
 * supply, whosever it is (NULL: those of the machine).
 */
enum ss_power_found ss_power_judge(const struct ss_power_supply *all, size_t count,
				   const char *only, int64_t *percent);

/* Is TEXT, an event of the kernel's device model as it comes, about a power supply? */
bool ss_power_is_event(const char *text, size_t len);

#endif
