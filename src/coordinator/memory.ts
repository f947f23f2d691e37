/** Large payloads of all connections come into, and leave from, the same memory again and again. */
import { Spare } from "../protocol/spare.ts";

export const spare = new Spare();
