import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../testing/database.ts'
import { openHouse, type House } from './house.ts'

let database: FreshDatabase
let house: House
beforeAll(async () => {
  database = await freshDatabase()
  house = await openHouse({ urls: database.urls, dataDir: database.dataDir, background: false })
})
afterAll(async () => {
  await house?.end()
  await database?.drop()
})

test('the house opens on a migrated database and says that its time is simulated', async () => {
  expect(house.simulated).toBe(true)
  expect(await house.districts()).toEqual([])
})
