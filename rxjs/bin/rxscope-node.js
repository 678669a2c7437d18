#!/usr/bin/env node
import { main } from "../src/node/run/parent.js";

main(process.argv.slice(2));
