import { theme, type ThemeConfig } from 'antd'

/** Derived from so deep a blue the grounds turn grey; these are the same hues, lighter. */
const lightGrounds = {
  colorPrimaryBg: '#e9f1fc',
  colorPrimaryBgHover: '#d8e6fa',
  colorInfoBg: '#e9f1fc',
  colorInfoBorder: '#bcd4f4',
  colorSuccessBg: '#e8f6ed',
  colorSuccessBorder: '#b4ddc2',
  colorWarningBg: '#fff6e6',
  colorWarningBorder: '#f3d6a2',
  colorErrorBg: '#fdeeeb',
  colorErrorBorder: '#f3c1b7',
} as const

/** The house's look: calm, dense, official; one blue, and red kept for what is late. */
export const themeFor = (dark: boolean): ThemeConfig => ({
  algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
  token: {
    colorPrimary: dark ? '#4485d8' : '#17509e',
    colorInfo: dark ? '#4d8fe0' : '#17509e',
    colorLink: dark ? '#7fb2f0' : '#17509e',
    colorError: dark ? '#f0705c' : '#c62f17',
    colorWarning: dark ? '#e0a040' : '#a85b00',
    colorSuccess: dark ? '#5cb87a' : '#1d7a3e',
    colorTextSecondary: dark ? 'rgba(255,255,255,.72)' : '#4a5568',
    colorTextTertiary: dark ? 'rgba(255,255,255,.62)' : '#5d6878',
    colorTextDescription: dark ? 'rgba(255,255,255,.65)' : '#5d6878',
    colorTextPlaceholder: dark ? 'rgba(255,255,255,.55)' : '#687385',
    colorBgLayout: dark ? '#0f1318' : '#f3f5f8',
    colorBgContainer: dark ? '#181d24' : '#ffffff',
    colorBgElevated: dark ? '#1f252e' : '#ffffff',
    colorBorderSecondary: dark ? '#2a323d' : '#e6eaf0',
    ...(dark ? {} : lightGrounds),
    borderRadius: 6,
    fontSize: 14,
    controlHeight: 32,
    fontFamily: `-apple-system, BlinkMacSystemFont, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Segoe UI', sans-serif`,
    wireframe: false,
  },
  components: {
    Table: { cellPaddingBlockSM: 7, cellPaddingInlineSM: 10, headerBg: dark ? '#1d232c' : '#f7f9fb' },
    Card: { headerHeight: 44, headerPadding: 16, bodyPadding: 16 },
    Tabs: dark ? { itemSelectedColor: '#7fb2f0', inkBarColor: '#7fb2f0' } : {},
    Descriptions: { itemPaddingBottom: 8 },
    Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
    Layout: {
      headerHeight: 52,
      headerPadding: '0 16px',
      headerBg: dark ? '#181d24' : '#ffffff',
      siderBg: dark ? '#12171d' : '#0f2a4d',
      bodyBg: dark ? '#0f1318' : '#f3f5f8',
    },
    Menu: {
      darkItemBg: 'transparent',
      darkItemSelectedBg: 'rgba(255,255,255,.14)',
      darkItemColor: 'rgba(255,255,255,.82)',
      itemHeight: 38,
      darkSubMenuItemBg: 'transparent',
    },
  },
})
