namespace PosEngine;

// ISO 4217 list one, as published for 2026: every active code that has a minor unit. Digits are the standard's, not a country's cash habits:
// the smallest coin (0.05 CHF, 1 ISK) is a matter of cash rounding.
public sealed partial class Currency
{
    /// <summary>AED, 2 digits.</summary>
    public static Currency AED { get; } = Define("AED", 2);
    /// <summary>AFN, 2 digits.</summary>
    public static Currency AFN { get; } = Define("AFN", 2);
    /// <summary>ALL, 2 digits.</summary>
    public static Currency ALL { get; } = Define("ALL", 2);
    /// <summary>AMD, 2 digits.</summary>
    public static Currency AMD { get; } = Define("AMD", 2);
    /// <summary>AOA, 2 digits.</summary>
    public static Currency AOA { get; } = Define("AOA", 2);
    /// <summary>ARS, 2 digits.</summary>
    public static Currency ARS { get; } = Define("ARS", 2);
    /// <summary>AUD, 2 digits.</summary>
    public static Currency AUD { get; } = Define("AUD", 2);
    /// <summary>AWG, 2 digits.</summary>
    public static Currency AWG { get; } = Define("AWG", 2);
    /// <summary>AZN, 2 digits.</summary>
    public static Currency AZN { get; } = Define("AZN", 2);
    /// <summary>BAM, 2 digits.</summary>
    public static Currency BAM { get; } = Define("BAM", 2);
    /// <summary>BBD, 2 digits.</summary>
    public static Currency BBD { get; } = Define("BBD", 2);
    /// <summary>BDT, 2 digits.</summary>
    public static Currency BDT { get; } = Define("BDT", 2);
    /// <summary>BHD, 3 digits.</summary>
    public static Currency BHD { get; } = Define("BHD", 3);
    /// <summary>BIF, 0 digits.</summary>
    public static Currency BIF { get; } = Define("BIF", 0);
    /// <summary>BMD, 2 digits.</summary>
    public static Currency BMD { get; } = Define("BMD", 2);
    /// <summary>BND, 2 digits.</summary>
    public static Currency BND { get; } = Define("BND", 2);
    /// <summary>BOB, 2 digits.</summary>
    public static Currency BOB { get; } = Define("BOB", 2);
    /// <summary>BOV, 2 digits.</summary>
    public static Currency BOV { get; } = Define("BOV", 2);
    /// <summary>BRL, 2 digits.</summary>
    public static Currency BRL { get; } = Define("BRL", 2);
    /// <summary>BSD, 2 digits.</summary>
    public static Currency BSD { get; } = Define("BSD", 2);
    /// <summary>BTN, 2 digits.</summary>
    public static Currency BTN { get; } = Define("BTN", 2);
    /// <summary>BWP, 2 digits.</summary>
    public static Currency BWP { get; } = Define("BWP", 2);
    /// <summary>BYN, 2 digits.</summary>
    public static Currency BYN { get; } = Define("BYN", 2);
    /// <summary>BZD, 2 digits.</summary>
    public static Currency BZD { get; } = Define("BZD", 2);
    /// <summary>CAD, 2 digits.</summary>
    public static Currency CAD { get; } = Define("CAD", 2);
    /// <summary>CDF, 2 digits.</summary>
    public static Currency CDF { get; } = Define("CDF", 2);
    /// <summary>CHE, 2 digits.</summary>
    public static Currency CHE { get; } = Define("CHE", 2);
    /// <summary>CHF, 2 digits.</summary>
    public static Currency CHF { get; } = Define("CHF", 2);
    /// <summary>CHW, 2 digits.</summary>
    public static Currency CHW { get; } = Define("CHW", 2);
    /// <summary>CLF, 4 digits.</summary>
    public static Currency CLF { get; } = Define("CLF", 4);
    /// <summary>CLP, 0 digits.</summary>
    public static Currency CLP { get; } = Define("CLP", 0);
    /// <summary>CNY, 2 digits.</summary>
    public static Currency CNY { get; } = Define("CNY", 2);
    /// <summary>COP, 2 digits.</summary>
    public static Currency COP { get; } = Define("COP", 2);
    /// <summary>COU, 2 digits.</summary>
    public static Currency COU { get; } = Define("COU", 2);
    /// <summary>CRC, 2 digits.</summary>
    public static Currency CRC { get; } = Define("CRC", 2);
    /// <summary>CUP, 2 digits.</summary>
    public static Currency CUP { get; } = Define("CUP", 2);
    /// <summary>CVE, 2 digits.</summary>
    public static Currency CVE { get; } = Define("CVE", 2);
    /// <summary>CZK, 2 digits.</summary>
    public static Currency CZK { get; } = Define("CZK", 2);
    /// <summary>DJF, 0 digits.</summary>
    public static Currency DJF { get; } = Define("DJF", 0);
    /// <summary>DKK, 2 digits.</summary>
    public static Currency DKK { get; } = Define("DKK", 2);
    /// <summary>DOP, 2 digits.</summary>
    public static Currency DOP { get; } = Define("DOP", 2);
    /// <summary>DZD, 2 digits.</summary>
    public static Currency DZD { get; } = Define("DZD", 2);
    /// <summary>EGP, 2 digits.</summary>
    public static Currency EGP { get; } = Define("EGP", 2);
    /// <summary>ERN, 2 digits.</summary>
    public static Currency ERN { get; } = Define("ERN", 2);
    /// <summary>ETB, 2 digits.</summary>
    public static Currency ETB { get; } = Define("ETB", 2);
    /// <summary>EUR, 2 digits.</summary>
    public static Currency EUR { get; } = Define("EUR", 2);
    /// <summary>FJD, 2 digits.</summary>
    public static Currency FJD { get; } = Define("FJD", 2);
    /// <summary>FKP, 2 digits.</summary>
    public static Currency FKP { get; } = Define("FKP", 2);
    /// <summary>GBP, 2 digits.</summary>
    public static Currency GBP { get; } = Define("GBP", 2);
    /// <summary>GEL, 2 digits.</summary>
    public static Currency GEL { get; } = Define("GEL", 2);
    /// <summary>GHS, 2 digits.</summary>
    public static Currency GHS { get; } = Define("GHS", 2);
    /// <summary>GIP, 2 digits.</summary>
    public static Currency GIP { get; } = Define("GIP", 2);
    /// <summary>GMD, 2 digits.</summary>
    public static Currency GMD { get; } = Define("GMD", 2);
    /// <summary>GNF, 0 digits.</summary>
    public static Currency GNF { get; } = Define("GNF", 0);
    /// <summary>GTQ, 2 digits.</summary>
    public static Currency GTQ { get; } = Define("GTQ", 2);
    /// <summary>GYD, 2 digits.</summary>
    public static Currency GYD { get; } = Define("GYD", 2);
    /// <summary>HKD, 2 digits.</summary>
    public static Currency HKD { get; } = Define("HKD", 2);
    /// <summary>HNL, 2 digits.</summary>
    public static Currency HNL { get; } = Define("HNL", 2);
    /// <summary>HTG, 2 digits.</summary>
    public static Currency HTG { get; } = Define("HTG", 2);
    /// <summary>HUF, 2 digits.</summary>
    public static Currency HUF { get; } = Define("HUF", 2);
    /// <summary>IDR, 2 digits.</summary>
    public static Currency IDR { get; } = Define("IDR", 2);
    /// <summary>ILS, 2 digits.</summary>
    public static Currency ILS { get; } = Define("ILS", 2);
    /// <summary>INR, 2 digits.</summary>
    public static Currency INR { get; } = Define("INR", 2);
    /// <summary>IQD, 3 digits.</summary>
    public static Currency IQD { get; } = Define("IQD", 3);
    /// <summary>IRR, 2 digits.</summary>
    public static Currency IRR { get; } = Define("IRR", 2);
    /// <summary>ISK, 0 digits.</summary>
    public static Currency ISK { get; } = Define("ISK", 0);
    /// <summary>JMD, 2 digits.</summary>
    public static Currency JMD { get; } = Define("JMD", 2);
    /// <summary>JOD, 3 digits.</summary>
    public static Currency JOD { get; } = Define("JOD", 3);
    /// <summary>JPY, 0 digits.</summary>
    public static Currency JPY { get; } = Define("JPY", 0);
    /// <summary>KES, 2 digits.</summary>
    public static Currency KES { get; } = Define("KES", 2);
    /// <summary>KGS, 2 digits.</summary>
    public static Currency KGS { get; } = Define("KGS", 2);
    /// <summary>KHR, 2 digits.</summary>
    public static Currency KHR { get; } = Define("KHR", 2);
    /// <summary>KMF, 0 digits.</summary>
    public static Currency KMF { get; } = Define("KMF", 0);
    /// <summary>KPW, 2 digits.</summary>
    public static Currency KPW { get; } = Define("KPW", 2);
    /// <summary>KRW, 0 digits.</summary>
    public static Currency KRW { get; } = Define("KRW", 0);
    /// <summary>KWD, 3 digits.</summary>
    public static Currency KWD { get; } = Define("KWD", 3);
    /// <summary>KYD, 2 digits.</summary>
    public static Currency KYD { get; } = Define("KYD", 2);
    /// <summary>KZT, 2 digits.</summary>
    public static Currency KZT { get; } = Define("KZT", 2);
    /// <summary>LAK, 2 digits.</summary>
    public static Currency LAK { get; } = Define("LAK", 2);
    /// <summary>LBP, 2 digits.</summary>
    public static Currency LBP { get; } = Define("LBP", 2);
    /// <summary>LKR, 2 digits.</summary>
    public static Currency LKR { get; } = Define("LKR", 2);
    /// <summary>LRD, 2 digits.</summary>
    public static Currency LRD { get; } = Define("LRD", 2);
    /// <summary>LSL, 2 digits.</summary>
    public static Currency LSL { get; } = Define("LSL", 2);
    /// <summary>LYD, 3 digits.</summary>
    public static Currency LYD { get; } = Define("LYD", 3);
    /// <summary>MAD, 2 digits.</summary>
    public static Currency MAD { get; } = Define("MAD", 2);
    /// <summary>MDL, 2 digits.</summary>
    public static Currency MDL { get; } = Define("MDL", 2);
    /// <summary>MGA, 2 digits.</summary>
    public static Currency MGA { get; } = Define("MGA", 2);
    /// <summary>MKD, 2 digits.</summary>
    public static Currency MKD { get; } = Define("MKD", 2);
    /// <summary>MMK, 2 digits.</summary>
    public static Currency MMK { get; } = Define("MMK", 2);
    /// <summary>MNT, 2 digits.</summary>
    public static Currency MNT { get; } = Define("MNT", 2);
    /// <summary>MOP, 2 digits.</summary>
    public static Currency MOP { get; } = Define("MOP", 2);
    /// <summary>MRU, 2 digits.</summary>
    public static Currency MRU { get; } = Define("MRU", 2);
    /// <summary>MUR, 2 digits.</summary>
    public static Currency MUR { get; } = Define("MUR", 2);
    /// <summary>MVR, 2 digits.</summary>
    public static Currency MVR { get; } = Define("MVR", 2);
    /// <summary>MWK, 2 digits.</summary>
    public static Currency MWK { get; } = Define("MWK", 2);
    /// <summary>MXN, 2 digits.</summary>
    public static Currency MXN { get; } = Define("MXN", 2);
    /// <summary>MXV, 2 digits.</summary>
    public static Currency MXV { get; } = Define("MXV", 2);
    /// <summary>MYR, 2 digits.</summary>
    public static Currency MYR { get; } = Define("MYR", 2);
    /// <summary>MZN, 2 digits.</summary>
    public static Currency MZN { get; } = Define("MZN", 2);
    /// <summary>NAD, 2 digits.</summary>
    public static Currency NAD { get; } = Define("NAD", 2);
    /// <summary>NGN, 2 digits.</summary>
    public static Currency NGN { get; } = Define("NGN", 2);
    /// <summary>NIO, 2 digits.</summary>
    public static Currency NIO { get; } = Define("NIO", 2);
    /// <summary>NOK, 2 digits.</summary>
    public static Currency NOK { get; } = Define("NOK", 2);
    /// <summary>NPR, 2 digits.</summary>
    public static Currency NPR { get; } = Define("NPR", 2);
    /// <summary>NZD, 2 digits.</summary>
    public static Currency NZD { get; } = Define("NZD", 2);
    /// <summary>OMR, 3 digits.</summary>
    public static Currency OMR { get; } = Define("OMR", 3);
    /// <summary>PAB, 2 digits.</summary>
    public static Currency PAB { get; } = Define("PAB", 2);
    /// <summary>PEN, 2 digits.</summary>
    public static Currency PEN { get; } = Define("PEN", 2);
    /// <summary>PGK, 2 digits.</summary>
    public static Currency PGK { get; } = Define("PGK", 2);
    /// <summary>PHP, 2 digits.</summary>
    public static Currency PHP { get; } = Define("PHP", 2);
    /// <summary>PKR, 2 digits.</summary>
    public static Currency PKR { get; } = Define("PKR", 2);
    /// <summary>PLN, 2 digits.</summary>
    public static Currency PLN { get; } = Define("PLN", 2);
    /// <summary>PYG, 0 digits.</summary>
    public static Currency PYG { get; } = Define("PYG", 0);
    /// <summary>QAR, 2 digits.</summary>
    public static Currency QAR { get; } = Define("QAR", 2);
    /// <summary>RON, 2 digits.</summary>
    public static Currency RON { get; } = Define("RON", 2);
    /// <summary>RSD, 2 digits.</summary>
    public static Currency RSD { get; } = Define("RSD", 2);
    /// <summary>RUB, 2 digits.</summary>
    public static Currency RUB { get; } = Define("RUB", 2);
    /// <summary>RWF, 0 digits.</summary>
    public static Currency RWF { get; } = Define("RWF", 0);
    /// <summary>SAR, 2 digits.</summary>
    public static Currency SAR { get; } = Define("SAR", 2);
    /// <summary>SBD, 2 digits.</summary>
    public static Currency SBD { get; } = Define("SBD", 2);
    /// <summary>SCR, 2 digits.</summary>
    public static Currency SCR { get; } = Define("SCR", 2);
    /// <summary>SDG, 2 digits.</summary>
    public static Currency SDG { get; } = Define("SDG", 2);
    /// <summary>SEK, 2 digits.</summary>
    public static Currency SEK { get; } = Define("SEK", 2);
    /// <summary>SGD, 2 digits.</summary>
    public static Currency SGD { get; } = Define("SGD", 2);
    /// <summary>SHP, 2 digits.</summary>
    public static Currency SHP { get; } = Define("SHP", 2);
    /// <summary>SLE, 2 digits.</summary>
    public static Currency SLE { get; } = Define("SLE", 2);
    /// <summary>SOS, 2 digits.</summary>
    public static Currency SOS { get; } = Define("SOS", 2);
    /// <summary>SRD, 2 digits.</summary>
    public static Currency SRD { get; } = Define("SRD", 2);
    /// <summary>SSP, 2 digits.</summary>
    public static Currency SSP { get; } = Define("SSP", 2);
    /// <summary>STN, 2 digits.</summary>
    public static Currency STN { get; } = Define("STN", 2);
    /// <summary>SVC, 2 digits.</summary>
    public static Currency SVC { get; } = Define("SVC", 2);
    /// <summary>SYP, 2 digits.</summary>
    public static Currency SYP { get; } = Define("SYP", 2);
    /// <summary>SZL, 2 digits.</summary>
    public static Currency SZL { get; } = Define("SZL", 2);
    /// <summary>THB, 2 digits.</summary>
    public static Currency THB { get; } = Define("THB", 2);
    /// <summary>TJS, 2 digits.</summary>
    public static Currency TJS { get; } = Define("TJS", 2);
    /// <summary>TMT, 2 digits.</summary>
    public static Currency TMT { get; } = Define("TMT", 2);
    /// <summary>TND, 3 digits.</summary>
    public static Currency TND { get; } = Define("TND", 3);
    /// <summary>TOP, 2 digits.</summary>
    public static Currency TOP { get; } = Define("TOP", 2);
    /// <summary>TRY, 2 digits.</summary>
    public static Currency TRY { get; } = Define("TRY", 2);
    /// <summary>TTD, 2 digits.</summary>
    public static Currency TTD { get; } = Define("TTD", 2);
    /// <summary>TWD, 2 digits.</summary>
    public static Currency TWD { get; } = Define("TWD", 2);
    /// <summary>TZS, 2 digits.</summary>
    public static Currency TZS { get; } = Define("TZS", 2);
    /// <summary>UAH, 2 digits.</summary>
    public static Currency UAH { get; } = Define("UAH", 2);
    /// <summary>UGX, 0 digits.</summary>
    public static Currency UGX { get; } = Define("UGX", 0);
    /// <summary>USD, 2 digits.</summary>
    public static Currency USD { get; } = Define("USD", 2);
    /// <summary>USN, 2 digits.</summary>
    public static Currency USN { get; } = Define("USN", 2);
    /// <summary>UYI, 0 digits.</summary>
    public static Currency UYI { get; } = Define("UYI", 0);
    /// <summary>UYU, 2 digits.</summary>
    public static Currency UYU { get; } = Define("UYU", 2);
    /// <summary>UYW, 4 digits.</summary>
    public static Currency UYW { get; } = Define("UYW", 4);
    /// <summary>UZS, 2 digits.</summary>
    public static Currency UZS { get; } = Define("UZS", 2);
    /// <summary>VED, 2 digits.</summary>
    public static Currency VED { get; } = Define("VED", 2);
    /// <summary>VES, 2 digits.</summary>
    public static Currency VES { get; } = Define("VES", 2);
    /// <summary>VND, 0 digits.</summary>
    public static Currency VND { get; } = Define("VND", 0);
    /// <summary>VUV, 0 digits.</summary>
    public static Currency VUV { get; } = Define("VUV", 0);
    /// <summary>WST, 2 digits.</summary>
    public static Currency WST { get; } = Define("WST", 2);
    /// <summary>XAD, 2 digits.</summary>
    public static Currency XAD { get; } = Define("XAD", 2);
    /// <summary>XAF, 0 digits.</summary>
    public static Currency XAF { get; } = Define("XAF", 0);
    /// <summary>XCD, 2 digits.</summary>
    public static Currency XCD { get; } = Define("XCD", 2);
    /// <summary>XCG, 2 digits.</summary>
    public static Currency XCG { get; } = Define("XCG", 2);
    /// <summary>XOF, 0 digits.</summary>
    public static Currency XOF { get; } = Define("XOF", 0);
    /// <summary>XPF, 0 digits.</summary>
    public static Currency XPF { get; } = Define("XPF", 0);
    /// <summary>YER, 2 digits.</summary>
    public static Currency YER { get; } = Define("YER", 2);
    /// <summary>ZAR, 2 digits.</summary>
    public static Currency ZAR { get; } = Define("ZAR", 2);
    /// <summary>ZMW, 2 digits.</summary>
    public static Currency ZMW { get; } = Define("ZMW", 2);
    /// <summary>ZWG, 2 digits.</summary>
    public static Currency ZWG { get; } = Define("ZWG", 2);
}
