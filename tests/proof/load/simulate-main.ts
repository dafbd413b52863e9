/** The process of the simulated users: its arguments are the file of the crowd, the address, the seconds, how many of them are not counted, and the seconds of thinking. */
import { readFile } from 'node:fs/promises'
import type { User } from './crowd.ts'
import { simulate } from './simulate.ts'

const [file = '', address = '', ...numbers] = process.argv.slice(2)
const [seconds = 60, warm = 0, think = 20] = numbers.map(Number)
const crowd: User[] = JSON.parse(await readFile(file, 'utf8'))
console.log(JSON.stringify(await simulate(crowd, { address, seconds, warm, think })))
