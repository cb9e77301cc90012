"""How much memory a program took at the most, told by itself."""

#: What a program run by a test says of itself [MB], as an expression. `getrusage` would tell the memory of the program
#: that started it too, where that was more: the tests themselves.
PEAK = "int(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0]) / 1024"
