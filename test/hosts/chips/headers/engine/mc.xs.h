/* xsl writes it: declares all functions in C, and defines a number for each name. Those that a file uses, the test defines. */
#pragma once
