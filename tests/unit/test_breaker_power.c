// SPDX-License-Identifier: BSD-2-Clause
/* What machines of many kinds say of their power, and what is made of it. */
#include "breaker/power.h"
#include "check.h"

#define READ(s, name, type, text) ss_power_read(s, name, type, text, strlen(text))

static struct ss_power_supply all[4];
static int64_t percent;

static void battery(int i, const char *status, int capacity, int64_t now, int64_t full)
{
	char text[256];
	int n = 0;

	if (status)
		n = snprintf(text, sizeof(text), "POWER_SUPPLY_STATUS=%s\n", status);
	snprintf(text + n, sizeof(text) - n,
		 "POWER_SUPPLY_PRESENT=1\nPOWER_SUPPLY_CAPACITY=%d\n"
		 "POWER_SUPPLY_ENERGY_NOW=%lld\nPOWER_SUPPLY_ENERGY_FULL=%lld\n",
		 capacity, (long long)now, (long long)full);
	READ(&all[i], i ? "BAT1" : "BAT0", "Battery\n", text);
}

static void mains(int i, int online)
{
	READ(&all[i], "AC", "Mains",
	     online ? "POWER_SUPPLY_ONLINE=1\n" : "POWER_SUPPLY_ONLINE=0\n");
}

static void reading(void)
{
	struct ss_power_supply s;

	READ(&s, "BAT0", NULL,
	     "DEVTYPE=power_supply\nPOWER_SUPPLY_NAME=BAT0\nPOWER_SUPPLY_TYPE=Battery\n"
	     "POWER_SUPPLY_STATUS=Discharging\nPOWER_SUPPLY_CAPACITY=17\nPOWER_SUPPLY_SCOPE="
	     "System");
	check(s.kind == SS_POWER_BATTERY && s.status == SS_POWER_DISCHARGING);
	check(s.percent == 17000 && !s.device && !s.absent && s.now == -1);
	READ(&s, "hid", "Battery\n", "POWER_SUPPLY_SCOPE=Device\nPOWER_SUPPLY_CAPACITY=-4\n");
	check(s.device && s.percent == -1 && s.status == SS_POWER_UNSAID);
	READ(&s, "x", "UPS", "POWER_SUPPLY_CAPACITY=250\nPOWER_SUPPLY_PRESENT=0\n");
	check(s.kind == SS_POWER_BATTERY && s.percent == -1 && s.absent);
	READ(&s, "x", "USB_C", "POWER_SUPPLY_ONLINE=2\n");
	check(s.kind == SS_POWER_MAINS && s.online);
	READ(&s, "x", "Battery",
	     "POWER_SUPPLY_STATUS=Unknown\nPOWER_SUPPLY_CHARGE_NOW=5\n"
	     "POWER_SUPPLY_CHARGE_FULL=10\nPOWER_SUPPLY_ENERGY_NOW=7\n");
	check(s.status == SS_POWER_RESTING && s.now == 7 && s.full == -1 && !s.charge);
	READ(&s, "x", "Battery", "POWER_SUPPLY_\nPOWER_SUPPLY_CAPACITY\nnonsense\n=\n\n");
	check(s.percent == -1);
	/* Gauges that say somewhat more than full mean that. */
	READ(&s, "x", "Battery", "POWER_SUPPLY_CAPACITY=105\n");
	check(s.percent == 100000);
	READ(&s, "x", "Battery", "POWER_SUPPLY_CAPACITY=111\n");
	check(s.percent == -1);
	READ(&s, "x", "Battery", "POWER_SUPPLY_CAPACITY=99999999999999999999999\n");
	check(s.percent == -1);
}

static void one_battery(void)
{
	battery(0, "Discharging", 17, 1700, 10000);
	check(ss_power_judge(all, 1, NULL, &percent) == SS_POWER_LEFT && percent == 17000);
	battery(0, "Charging", 3, 300, 10000);
	check(ss_power_judge(all, 1, NULL, &percent) == SS_POWER_IDLE && percent == 3000);
	battery(0, NULL, 3, 300, 10000);
	check(ss_power_judge(all, 1, NULL, &percent) == SS_POWER_LEFT);
	battery(0, "Unknown", 3, 300, 10000);
	check(ss_power_judge(all, 1, NULL, &percent) == SS_POWER_IDLE);
}

static void with_mains(void)
{
	battery(0, "Discharging", 3, 300, 10000);
	mains(1, 1);
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_IDLE);
	mains(1, 0);
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_LEFT);
	/* The battery's word comes late. */
	battery(0, "Full", 100, 10000, 10000);
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_LEFT && percent == 100000);
	/* Power that is given is none that is had. */
	battery(0, "Discharging", 3, 300, 10000);
	READ(&all[1], "usb", "USB_C", "POWER_SUPPLY_ONLINE=1\n");
	all[1].sourced = true;
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_LEFT);
	all[1].sourced = false;
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_IDLE);
}

static void several(void)
{
	battery(0, "Discharging", 0, 0, 30000);
	battery(1, "Discharging", 40, 4000, 10000);
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_LEFT && percent == 10000);
	/* Of different units, or of none: none is low unless all are. */
	all[1].charge = true;
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_LEFT && percent == 40000);
	all[0].now = -1;
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_LEFT && percent == 40000);
	/* One that is used is enough. */
	battery(0, "Charging", 50, 5000, 10000);
	battery(1, "Discharging", 5, 500, 10000);
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_LEFT);
	all[1].broken = true;
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_UNKNOWN);
	all[1].absent = true;
	check(ss_power_judge(all, 2, NULL, &percent) == SS_POWER_IDLE && percent == 50000);
}

static void of_others(void)
{
	READ(&all[0], "hid-1-battery", "Battery",
	     "POWER_SUPPLY_SCOPE=Device\nPOWER_SUPPLY_CAPACITY=4\n"
	     "POWER_SUPPLY_STATUS=Discharging\n");
	check(ss_power_judge(all, 1, NULL, &percent) == SS_POWER_NONE);
	check(ss_power_judge(all, 1, "hid-1-battery", &percent) == SS_POWER_LEFT &&
	      percent == 4000);
	/* The mains of the machine says nothing of it. */
	mains(1, 1);
	check(ss_power_judge(all, 2, "hid-1-battery", &percent) == SS_POWER_LEFT);
	check(ss_power_judge(all, 2, "BAT7", &percent) == SS_POWER_NONE);
	check(ss_power_judge(all, 0, NULL, &percent) == SS_POWER_NONE);
	/* One that says nothing of what is left. */
	READ(&all[0], "BAT0", "Battery", "POWER_SUPPLY_STATUS=Discharging\n");
	check(ss_power_judge(all, 1, NULL, &percent) == SS_POWER_UNKNOWN);
}

static void events(void)
{
	static const char yes[] = "change@/devices/x\0ACTION=change\0SUBSYSTEM=power_supply\0SEQ=1";
	static const char no[] =
		"change@/devices/x\0SUBSYSTEM=power_supply2\0XSUBSYSTEM=power_supply";

	check(ss_power_is_event(yes, sizeof(yes)));
	check(!ss_power_is_event(no, sizeof(no)));
	check(!ss_power_is_event("", 0));
	check(ss_power_is_event("SUBSYSTEM=power_supply", 22)); /* not terminated */
	check(!ss_power_is_event("SUBSYSTEM=power_suppl", 21));
}

static const struct check_case cases[] = {
	{ "what a supply says of itself", reading },
	{ "one battery", one_battery },
	{ "a battery and the mains", with_mains },
	{ "several batteries are one, by their energy", several },
	{ "batteries of other things, and one by its name", of_others },
	{ "events of the kernel", events },
};

CHECK_MAIN(cases)
