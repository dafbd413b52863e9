#!/usr/bin/env node
import { findNode, installPackages, packagesAreMissing, runWeft } from '../scripts/runtime.mjs'

const node = findNode()
if (packagesAreMissing()) installPackages(node)
runWeft(node, process.argv.slice(2))
