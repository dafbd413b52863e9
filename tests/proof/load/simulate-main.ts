/** The process of the simulated users: its arguments are the file of the crowd, the address, the seconds and the seconds of thinking. */
import { readFile } from 'node:fs/promises'
import type { User } from './crowd.ts'
import { simulate } from './simulate.ts'

const [file = '', address = '', seconds = '60', think = '20'] = process.argv.slice(2)
const crowd: User[] = JSON.parse(await readFile(file, 'utf8'))
console.log(JSON.stringify(await simulate(crowd, { address, seconds: Number(seconds), think: Number(think) })))
