/*
 * Stands for the file that xsl writes, which declares all C functions and defines a number for each name. The test
 * defines the names that a file uses.
 */
#pragma once
