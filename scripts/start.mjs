import { findNode, installPackages, runWeft } from './runtime.mjs'

const node = findNode()
installPackages(node)
runWeft(node, ['serve', ...process.argv.slice(2)])
