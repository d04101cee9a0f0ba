import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use as equip, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useDark } from '../../look/appearance.ts'

equip([BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer])

type Props = {
  label: string
  names: readonly string[]
  series: readonly { name: string; values: readonly number[] }[]
  onOpen?: (index: number) => void
}

/** Bars side by side; the table beside it holds the same figures. */
export function Chart({ label, names, series, onOpen }: Props) {
  const dark = useDark()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | undefined>(undefined)
  const open = useRef(onOpen)
  open.current = onOpen
  useEffect(() => {
    if (!place.current) return
    const made = init(place.current, dark ? 'dark' : undefined, { renderer: 'svg' })
    chart.current = made
    made.on('click', ({ dataIndex }) => open.current?.(dataIndex))
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [dark])
  useEffect(() => {
    const grey = dark ? '#b8c0cc' : '#4a5568'
    chart.current?.setOption(
      {
        backgroundColor: 'transparent',
        animationDuration: 250,
        color: dark
          ? ['#4d8fe0', '#5cb87a', '#e0a040', '#f0705c']
          : ['#17509e', '#3f9d63', '#c98a1e', '#c62f17'],
        aria: { enabled: true, label: { description: label } },
        tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true },
        legend: { top: 0, textStyle: { color: grey } },
        grid: { left: 8, right: 12, top: 36, bottom: 8, containLabel: true },
        xAxis: {
          type: 'category',
          data: [...names],
          axisLabel: {
            color: grey,
            interval: 0,
            rotate: names.length > 8 ? 35 : 0,
            width: 96,
            overflow: 'truncate',
          },
          axisTick: { show: false },
        },
        yAxis: {
          type: 'value',
          minInterval: 1,
          axisLabel: { color: grey },
          splitLine: { lineStyle: { color: dark ? '#2a323d' : '#e6eaf0' } },
        },
        series: series.map(({ name, values }) => ({
          name,
          type: 'bar',
          barMaxWidth: 26,
          data: [...values],
          itemStyle: { borderRadius: [3, 3, 0, 0] },
        })),
      },
      { notMerge: true },
    )
  }, [dark, label, names, series])
  return <div ref={place} role="img" aria-label={label} style={{ height: 320 }} />
}
