// SPDX-License-Identifier: BSD-2-Clause
/*
 * A battery, a mains that is off and a thermal zone for the test machine.  What is left, in
 * percent, and the temperature, in degrees, are the scratch registers of the second and
 * the third serial port: a byte each, at 0x2ff and 0x3ef, which a test writes by /dev/port.
 */
DefinitionBlock ("", "SSDT", 2, "SSTEST", "BATTERY", 0x1)
{
	Scope (\_SB)
	{
		OperationRegion (SCR2, SystemIO, 0x2FF, 0x01)
		Field (SCR2, ByteAcc, NoLock, Preserve) { LEFT, 8 }
		OperationRegion (SCR3, SystemIO, 0x3EF, 0x01)
		Field (SCR3, ByteAcc, NoLock, Preserve) { HEAT, 8 }

		Device (ADP0)
		{
			Name (_HID, "ACPI0003")
			Method (_PSR, 0, NotSerialized) { Return (Zero) }
			Method (_PCL, 0, NotSerialized) { Return (\_SB) }
		}

		Device (BAT0)
		{
			Name (_HID, EisaId ("PNP0C0A"))
			Name (_UID, Zero)
			Method (_STA, 0, NotSerialized) { Return (0x1F) }
			Method (_PCL, 0, NotSerialized) { Return (\_SB) }
			Method (_BIF, 0, NotSerialized)
			{
				Return (Package (0x0D) { 1, 10000, 10000, 1, 12000, 1000, 300, 10, 10,
					"SSBAT", "0001", "LION", "SSTEST" })
			}
			Method (_BST, 0, NotSerialized)
			{
				Local0 = Package (0x04) { 1, 500, 0, 11500 }
				Local0[2] = (LEFT * 100)
				Return (Local0)
			}
		}
	}

	Scope (\_TZ)
	{
		ThermalZone (TZ00)
		{
			Method (_TMP, 0, Serialized) { Return (2732 + (\_SB.HEAT * 10)) }
			Method (_CRT, 0, Serialized) { Return (2732 + 2500) }
			Method (_PSV, 0, Serialized) { Return (2732 + 2000) }
			Name (_PSL, Package () {})
			Name (_TC1, 2)
			Name (_TC2, 5)
			Name (_TSP, 20)
			Name (_TZP, 10)
		}
	}
}
