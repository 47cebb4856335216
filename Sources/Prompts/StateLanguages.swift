/// Which language is heard by those whose own CLDR's matcher does not know, when nothing is nearer: the official one of the
/// state where most of them live, or of the state that the tag names.
///
/// Source: territoryInfo of CLDR 41, but for the exceptions that `scripts/language-tables.py` names, which makes this.
enum StateLanguages {
    /// The languages to try, by language, or by language and region where that is another state.
    static let byTag = LanguageRows.byMember(text)

    /// The languages to try before what CLDR holds closest, by language and region: those of a state where that one is not
    /// official. China's Kazakhs are taught Mandarin, and not Russian.
    static let elsewhere = LanguageRows.byMember(elsewhereText)

    /// The official languages of states, the most spoken one first, and who shares them.
    private static let text = """
        am: aa sid wal
        ar: bej ff-MR fia fvr lrc-IQ mls syr zag
        ar fr: aa-DJ kab syr-SY tzm
        ar fr tzm: rif shi zgh
        ar fr wni: zdj
        ar fr zdj: wni
        az: tkr tly ttt
        bn: ccp-BD grt-BD mni-BD mro rhg-BD rkt syl
        da: jut
        de: bar bar-AT dsb frr frs hsb ksh nds pfl rmo stq swg vmf
        de gsw: wae-LI
        de gsw fr it: wae
        dz: lep-BT tsj
        el: pnt tsd
        en: gv kw sco
        es: an arn ast ext guc maz nch nhe nhw quc sei yrl-CO yrl-VE yua
        es fr pt: bvb fan
        es qu ay: aro
        fa: azb bgn-IR bqi gbz glk lki lrc luz mzn prd-IR rmt sdh
        fa ps: bgn-AF haz prd
        fi sv: rmf se-FI smn sms
        fil: bik bto cps fbl hil hnn ilo krj mdh pag pam tsg war
        fr: agq bas bax bbj bci bfd bkm bm bmq bqv bss buc bum byv bze dje dnj dtm dua dyu ewo ff-BF ff-CM ff-GN \
        ff-NE fon frp fud gcr ife jgo kao kfo khq kkj kpe-GN ksf lol lu maf man mgo mos mua mwk nmg nnh nqo pcd \
        puu rcf sef ses sg snk sus swb tmh tmh-ML twq ty wa wls yav ybb
        he ar: lad
        id: ace aoz ban bbc bew bug gay gor kge lbw ljp mad mak mdr mwv nij rej rob sas sly sxn
        it: egl fur lij lmo lmo-IT nap pms rgn sc scn vec
        ja: ryu
        ka: xmf
        km: cja kdt-KH
        lo: kdt-LA kjg
        lt: sgs
        ms: bug-MY dtp iba
        my: kac kht-MM mnw rhg shn
        nb no nn: se-NO
        ne: awa-NP bap bfy-NP bho-NP gvr jml lep-NP lif mgp mrd new rjs taj tdg tdh thl thq thr tkt unr-NP xsr
        nl: gos li nds-NL rif-NL srn zea
        nl fr de: vls
        pl: csb sli szl
        pt: ff-GW gub kea kgp kmb knf mgh ndc ngl rng seh tet ts-MZ umb vmw xav yao yrl
        ro: gag
        ru: ady-RU alt av ba bua ce chm cu cv dar inh izh kbd-RU koi krc krl kum kv lbe lez mdf mrj myv os sah \
        tyv udm vep vot
        sn: nd
        sn nd: kck mxc ndc-ZW ve-ZW
        st: ss-LS
        sv: fit rmu se sma smj
        sw: asa bez cgg dav ebu guz jmc kam kde ki kln ksb lag laj luo luy mas mas-KE mer mgy myx nym rof rwk saq \
        sbp suk teo teo-KE ttj vun xog
        th: kdt kxm lcp-TH lwl mnw-TH nod shn-TH sou tts
        ti ar: aa-ER byn tig
        tpi: ho
        tr: ady bgx kbd kiu lzz tru zza
        uk ru: crh rue
        ur: bft bgn brh btv gjk gju hnd hno khw ks-PK kvx kxp lah mvy skr trw
        uz: kaa
        vi: cjm
        wo fr: bjt bsc dyo ff knf-SN mey mfv sav snf srr tnr
        zh: ii khb lcp lis nxq tdd trv
        """

    /// Likewise, for languages that CLDR's matcher knows.
    private static let elsewhereText = """
        am: om-ET so-ET ti-ET
        ar: az-IQ hy-LB ku-IQ ku-LB ml-AE ml-BH ml-QA ps-AE wo-MR
        ar fr: hy-SY ku-SY so-DJ
        az: ku-AZ
        bn: my-BD
        de: ku-DE
        dz: ne-BT
        el: sq-GR
        el tr: hy-CY
        fa: az-IR ckb-IR hy-IR ka-IR kk-IR ku-IR ps-IR tk-IR
        fa ps: kk-AF tk-AF uz-AF
        fr: ee-TG ha-NE sw-CD sw-YT ta-RE yo-BJ
        he ar: am-IL ml-IL ti-IL yi-IL
        hy: az-AM ku-AM
        ka: ab-GE hy-GE ku-GE
        mk: sq-MK
        mn: kk-MN
        ms: ml-MY ta-MY
        ne: bn-NP
        pt: ln-AO ny-MZ sw-MZ zu-MZ
        so ar: om-SO sw-SO
        sr: sq-ME sq-RS
        sv: yi-SE
        sw: gu-KE rw-UG
        tk: ku-TM uz-TM
        tr: ab-TR az-TR hy-TR ka-TR kk-TR ky-TR sq-TR uz-TR
        uk ru: yi-UA
        ur: pa-PK ps-PK sd-PK tg-PK
        zh: kk-CN ky-CN mn-CN uz-CN
        """
}
