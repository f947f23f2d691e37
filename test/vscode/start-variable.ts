/** Environment variable that tells the starter extension which program to run: an absolute path. */
export const START_VARIABLE = "INTERLEAVE_START";
